package io.cutover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.FullBacklog;
import io.cutover.config.RuntimeConfig;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several addresses is connected to, on a clock that only the test moves. */
class RaceTest {
  private static final long TIMEOUT = 2_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();

  /** Says what a name stands for, without asking anybody. */
  private static final class Names extends AddressResolverGroup<InetSocketAddress> {
    private final List<String> addresses;

    Names(String... addresses) {
      this.addresses = List.of(addresses);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
      return new InetNameResolver(executor) {
        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
          promise.setFailure(new AssertionError("all addresses are wanted"));
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise)
            throws Exception {
          List<InetAddress> all = new ArrayList<>();
          for (String each : addresses) {
            all.add(InetAddress.getByName(each));
          }
          promise.setSuccess(all);
        }
      }.asAddressResolver();
    }
  }

  private Loops loops() {
    return Loops.open(
        new RuntimeConfig(1, RuntimeConfig.Transport.NIO), nanos::get, InstantSource.system());
  }

  private static CompletableFuture<String> dial(Dialer dialer, Loop loop, int port) {
    var outcome = new CompletableFuture<String>();
    loop.executor()
        .execute(
            () ->
                dialer.dial(
                    loop,
                    "several.test",
                    port,
                    TIMEOUT,
                    new ChannelInitializer<Channel>() {
                      @Override
                      protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
                      }
                    },
                    new Race.Outcome() {
                      @Override
                      public void connected(Channel channel) {
                        var remote = (InetSocketAddress) channel.remoteAddress();
                        outcome.complete(remote.getAddress().getHostAddress());
                        channel.close();
                      }

                      @Override
                      public void failed(Failure why) {
                        outcome.complete(why.name());
                      }
                    }));
    return outcome;
  }

  private static void onLoop(Loop loop) throws InterruptedException {
    var done = new CountDownLatch(1);
    loop.executor().execute(done::countDown);
    done.await();
  }

  @Test
  void familiesTakeTurns() throws IOException {
    List<InetSocketAddress> found = new ArrayList<>();
    for (String each : List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2")) {
      found.add(new InetSocketAddress(InetAddress.getByName(each), 80));
    }

    var sixFirst = families(Race.order(found, true, new SplittableRandom(7)));
    var fourFirst = families(Race.order(found, false, new SplittableRandom(7)));

    assertThat(sixFirst).isEqualTo("64644");
    assertThat(fourFirst).isEqualTo("46464");
  }

  @Test
  void everyAddressOfAFamilyComesFirstAtTimes() throws IOException {
    List<InetSocketAddress> found = new ArrayList<>();
    for (String each : List.of("10.0.0.1", "10.0.0.2", "10.0.0.3")) {
      found.add(new InetSocketAddress(InetAddress.getByName(each), 80));
    }
    var random = new SplittableRandom(7);
    var firsts = new java.util.HashSet<InetSocketAddress>();
    for (int i = 0; i < 100; i++) {
      firsts.add(Race.order(found, true, random).getFirst());
    }

    assertThat(firsts).containsExactlyInAnyOrderElementsOf(found);
  }

  private static String families(List<InetSocketAddress> order) {
    var text = new StringBuilder();
    order.forEach(each -> text.append(each.getAddress().getAddress().length == 16 ? '6' : '4'));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "127.0.0.1"})
  void anAddressThatRefusesIsFollowedByTheNext(String open) throws Exception {
    try (var server = new ServerSocket(0, 10, InetAddress.getByName(open));
        Loops loops = loops();
        var dialer = new Dialer(loops, new Names("127.0.0.2", "127.0.0.3", open))) {
      assertThat(dial(dialer, loops.all().getFirst(), server.getLocalPort()).get())
          .isEqualTo(server.getInetAddress().getHostAddress());
    }
  }

  @Test
  void allThatRefuseAreAFailure() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = server.getLocalPort();
    }
    try (Loops loops = loops();
        var dialer = new Dialer(loops, new Names("127.0.0.1", "127.0.0.2", "::1"))) {
      assertThat(dial(dialer, loops.all().getFirst(), port).get()).isEqualTo("CONNECT");
    }
  }

  @Test
  void anAddressThatDoesNotAnswerIsOvertakenAfterTheStagger() throws Exception {
    try (var open = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        var _ = new FullBacklog("::1", open.getLocalPort());
        Loops loops = loops();
        var dialer = new Dialer(loops, new Names("127.0.0.1", "::1"))) {
      Loop loop = loops.all().getFirst();
      var outcome = dial(dialer, loop, open.getLocalPort());
      onLoop(loop);
      onLoop(loop);
      assertThat(outcome).isNotDone();

      nanos.addAndGet(Race.STAGGER + 20_000_000L);

      assertThat(outcome.get()).isEqualTo("127.0.0.1");
      // The family that won comes first from now on: no time needs to pass.
      assertThat(dial(dialer, loop, open.getLocalPort()).get()).isEqualTo("127.0.0.1");
    }
  }
}
