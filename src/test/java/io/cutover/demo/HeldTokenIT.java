package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.Secret;
import io.cutover.split.Platform;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldTokenIT {
  private final SetClock clock = new SetClock();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final Population population = Population.of(1);
  private final Platforms platforms =
      new Platforms(loops, population, new Secret("asks"), clock, () -> 0);
  private final Map<Application, Map<Platform, HeldToken>> tokens = platforms.tokens(loop);

  @AfterEach
  void close() {
    platforms.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static String use(EventLoop loop, HeldToken held) throws Exception {
    CompletableFuture<String> token = new CompletableFuture<>();
    loop.execute(() -> held.use(token::complete));
    return token.get(10, TimeUnit.SECONDS);
  }

  private String use(HeldToken held) throws Exception {
    return use(loop, held);
  }

  private HeldToken held(boolean user, Platform platform) {
    Application application =
        population.applications().stream()
            .filter(one -> (one.user() != null) == user && one.keys().containsKey(platform))
            .findFirst()
            .orElseThrow();
    return tokens.get(application).get(platform);
  }

  @Test
  void everyApplicationGetsATokenInItsOwnStyle() throws Exception {
    for (Map<Platform, HeldToken> all : tokens.values()) {
      for (Map.Entry<Platform, HeldToken> held : all.entrySet()) {
        boolean jwt = use(held.getValue()).split("\\.").length == 3;

        assertThat(jwt).isEqualTo(held.getKey() == Platform.NEW);
      }
    }
    assertThat(platforms.apiCloud.tally().foreign() + platforms.choreo.tally().foreign()).isZero();
  }

  @Test
  void allWhoWaitGetOneTokenThatWasAskedForOnce() throws Exception {
    HeldToken held = held(false, Platform.NEW);
    List<CompletableFuture<String>> all = new ArrayList<>();

    loop.submit(
            () -> {
              for (int i = 0; i < 5; i++) {
                CompletableFuture<String> token = new CompletableFuture<>();
                all.add(token);
                held.use(token::complete);
              }
            })
        .get();
    String first = all.getFirst().get(10, TimeUnit.SECONDS);

    for (CompletableFuture<String> token : all) {
      assertThat(token.get(10, TimeUnit.SECONDS)).isEqualTo(first);
    }
    assertThat(held.fetched()).isEqualTo(1);
  }

  @Test
  void aTokenIsKeptUntilItExpires() throws Exception {
    HeldToken held = held(false, Platform.NEW);

    String first = use(held);
    clock.advance(Duration.ofSeconds(899));
    String same = use(held);
    clock.advance(Duration.ofSeconds(1));
    String next = use(held);

    assertThat(same).isEqualTo(first);
    assertThat(next).isNotEqualTo(first);
    assertThat(held.fetched()).isEqualTo(2);
  }

  @Test
  void aRefusedTokenIsReplacedButNotForAnotherOnesSake() throws Exception {
    HeldToken held = held(false, Platform.NEW);

    String first = use(held);
    loop.submit(() -> held.refused("another")).get();
    String same = use(held);
    loop.submit(() -> held.refused(first)).get();
    String next = use(held);

    assertThat(same).isEqualTo(first);
    assertThat(next).isNotEqualTo(first);
  }

  @Test
  void aUsersTokenIsRenewedWithItsRefreshToken() throws Exception {
    HeldToken held = held(true, Platform.OLD);

    String first = use(held);
    clock.advance(Duration.ofSeconds(3600));
    String second = use(held);
    clock.advance(Duration.ofSeconds(3600));
    String third = use(held);

    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(held.fetched()).isEqualTo(3);
  }
}
