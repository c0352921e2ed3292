package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC calls and conversations of the demo's callers with a simulated platform, face to face. */
class StreamsIT {
  private static final Api QUOTES = api(Api.Kind.GRPC);
  private static final Api TICKER = api(Api.Kind.WEBSOCKET);
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz".repeat(5);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private Optional<Simulator> simulator = Optional.empty();

  private static Api api(Api.Kind kind) {
    return Api.ALL.stream().filter(api -> api.kind() == kind).findFirst().orElseThrow();
  }

  @AfterEach
  void close() {
    simulator.ifPresent(Simulator::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private StableUrl serve(Function<Request, Answer> platform) {
    Simulator one = Simulator.start(loops, platform, () -> 0);
    simulator = Optional.of(one);
    StableUrl url = new StableUrl(loop, one.address(), Duration.ofSeconds(60));
    url.hurry();
    return url;
  }

  private Outcome send(StableUrl url, Api.Kind kind, Call call) throws Exception {
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    loop.execute(() -> url.send(kind, call, done::complete));
    return done.get(60, TimeUnit.SECONDS);
  }

  private static Call call(Api api, String method) {
    String type = api.kind() == Api.Kind.GRPC ? GrpcMessages.TYPE : "text/plain";
    return new Call(
        method,
        api.newPath() + "/" + api.resources().getFirst(),
        List.of(Map.entry(Backend.ID, "7"), Map.entry("Content-Type", type)),
        TEXT,
        false);
  }

  private static Answer backend(Api api, Request request) {
    return new Backend(Platform.NEW).answer(api, request, false);
  }

  private static void assertWhole(Outcome.Answered answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get(Backend.SERVED_BY)).isEqualTo("new");
    assertThat(answer.body())
        .contains("\"bodyBytes\":130,\"bodyCrc\":" + Backend.crc(TEXT.getBytes()), "\"id\":\"7\"");
  }

  @Test
  void aCallIsAnsweredWithWhatItsMessageWas() throws Exception {
    StableUrl url = serve(request -> backend(QUOTES, request));

    for (int i = 0; i < 3; i++) {
      Outcome outcome = send(url, Api.Kind.GRPC, call(QUOTES, "POST"));

      assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, StreamsIT::assertWhole);
    }
  }

  @Test
  void aFaultOfAPlatformStaysWhatItIs() throws Exception {
    StableUrl url = serve(_ -> ChoreoFault.NOT_FOUND);

    for (Api api : List.of(QUOTES, TICKER)) {
      Outcome outcome = send(url, api.kind(), call(api, "POST"));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Answered.class, answer -> assertThat(answer.status()).isEqualTo(404));
    }
  }

  @Test
  void aConversationEndsWithAllThatWasHeard() throws Exception {
    StableUrl url = serve(request -> backend(TICKER, request));

    Outcome outcome = send(url, Api.Kind.WEBSOCKET, call(TICKER, "GET"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Talked.class,
            talked -> {
              assertWhole(talked.answer());
              assertThat(talked.opened()).isLessThanOrEqualTo(System.nanoTime());
            });
  }

  @Test
  void whoIsNotThereIsALostCall() throws Exception {
    StableUrl url = serve(_ -> Answer.empty(204));
    simulator.ifPresent(Simulator::close);

    for (Api api : List.of(QUOTES, TICKER)) {
      assertThat(send(url, api.kind(), call(api, "POST"))).isInstanceOf(Outcome.Broken.class);
    }
  }

  @Test
  void aConnectionThatEndsInTheMiddleIsALostCallAndTheNextOneGetsAnother() throws Exception {
    StableUrl url =
        serve(
            request -> {
              if (request.method().equals("DELETE")) {
                throw new IllegalStateException("broken on purpose");
              }
              return backend(QUOTES, request);
            });

    assertThat(send(url, Api.Kind.GRPC, call(QUOTES, "DELETE"))).isInstanceOf(Outcome.Broken.class);
    assertThat(send(url, Api.Kind.GRPC, call(QUOTES, "POST"))).isInstanceOf(Outcome.Answered.class);
  }
}
