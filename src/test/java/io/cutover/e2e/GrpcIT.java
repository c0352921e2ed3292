package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC end to end: a real client, the gateway, a real server. */
class GrpcIT {
  private static final String ROUTES =
      """
      routes:
        - { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request }
        - { name: gone, match: { path: /gone.Service }, respond: 503 }
      """;
  private static final MethodDescriptor.Marshaller<String> TEXT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
          return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
  private static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
  private static final MethodDescriptor<String, String> DOWN =
      method("Down", MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> UP =
      method("Up", MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<String, String> BOTH =
      method("Both", MethodType.BIDI_STREAMING);

  @TempDir Path folder;
  private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
  private final CompletableFuture<Boolean> deadlineSeen = new CompletableFuture<>();
  private Server server;
  private Stand stand;
  private ManagedChannel channel;

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return method("demo.Echo", name, type);
  }

  private static MethodDescriptor<String, String> method(
      String service, String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder(TEXT, TEXT)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .build();
  }

  private void start(boolean tls) throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service())
            .build()
            .start();
    String platform =
        "http://127.0.0.1:%d\", connections: { protocol: h2 }, name: \"x"
            .formatted(server.getPort());
    var pki = new Pki(folder);
    String listener =
        tls
            ? "tls: { certificates: [ { %s } ] }"
                .formatted(pki.write("c", pki.issue("c", "a.example")))
            : "";
    stand =
        Stand.start(
            "[ { address: \"127.0.0.1:0\"" + (tls ? ", " + listener : "") + " } ]",
            platform,
            platform,
            ROUTES);
    var builder = NettyChannelBuilder.forAddress("127.0.0.1", stand.port());
    if (tls) {
      builder
          .sslContext(GrpcSslContexts.forClient().trustManager(pki.ca().toFile()).build())
          .overrideAuthority("a.example");
    } else {
      builder.usePlaintext();
    }
    channel = builder.build();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("demo.Echo")
        .addMethod(
            UNARY,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  if (request.equals("wait")) {
                    deadlineSeen.complete(Context.current().getDeadline() != null);
                    ((ServerCallStreamObserver<String>) answer)
                        .setOnCancelHandler(() -> cancelled.complete(true));
                  } else if (request.equals("fail")) {
                    answer.onError(
                        Status.FAILED_PRECONDITION
                            .withDescription("not like this, näh")
                            .asRuntimeException());
                  } else {
                    answer.onNext(request);
                    answer.onCompleted();
                  }
                }))
        .addMethod(
            DOWN,
            ServerCalls.asyncServerStreamingCall(
                (request, answer) -> {
                  for (int i = 0; i < Integer.parseInt(request); i++) {
                    answer.onNext("message " + i);
                  }
                  answer.onCompleted();
                }))
        .addMethod(
            UP,
            ServerCalls.asyncClientStreamingCall(
                answer ->
                    new StreamObserver<>() {
                      private long bytes;

                      @Override
                      public void onNext(String message) {
                        bytes += message.length();
                      }

                      @Override
                      public void onError(Throwable cause) {}

                      @Override
                      public void onCompleted() {
                        answer.onNext(Long.toString(bytes));
                        answer.onCompleted();
                      }
                    }))
        .addMethod(
            BOTH,
            ServerCalls.asyncBidiStreamingCall(
                answer ->
                    new StreamObserver<>() {
                      @Override
                      public void onNext(String message) {
                        answer.onNext("echo " + message);
                      }

                      @Override
                      public void onError(Throwable cause) {}

                      @Override
                      public void onCompleted() {
                        answer.onCompleted();
                      }
                    }))
        .build();
  }

  @AfterEach
  void close() throws Exception {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
    stand.close();
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
  }

  private String unary(MethodDescriptor<String, String> method, String request) {
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneMessageEachWaySmallAndLarge(boolean tls) throws Exception {
    start(tls);
    assertThat(unary(UNARY, "hello")).isEqualTo("hello");
    String large = "x".repeat(3_000_000);
    assertThat(unary(UNARY, large)).isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void streamsEitherWayAndBothAtOnce(boolean tls) throws Exception {
    start(tls);
    Iterator<String> down =
        ClientCalls.blockingServerStreamingCall(channel, DOWN, CallOptions.DEFAULT, "2000");
    List<String> all = new ArrayList<>();
    down.forEachRemaining(all::add);
    assertThat(all).hasSize(2000).startsWith("message 0").endsWith("message 1999");

    var sum = new CompletableFuture<String>();
    StreamObserver<String> up =
        ClientCalls.asyncClientStreamingCall(channel.newCall(UP, CallOptions.DEFAULT), first(sum));
    for (int i = 0; i < 500; i++) {
      up.onNext("y".repeat(1000));
    }
    up.onCompleted();
    assertThat(sum.get()).isEqualTo("500000");

    BlockingQueue<String> echoes = new LinkedBlockingQueue<>();
    var ended = new CompletableFuture<String>();
    StreamObserver<String> both =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(BOTH, CallOptions.DEFAULT), into(echoes, ended));
    for (int i = 0; i < 20; i++) {
      both.onNext("ping " + i);
      // Each comes back before the next is sent: nothing waits for the end of the stream.
      assertThat(echoes.take()).isEqualTo("echo ping " + i);
    }
    both.onCompleted();
    assertThat(ended.get()).isEqualTo("ended");
  }

  private static StreamObserver<String> first(CompletableFuture<String> value) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String message) {
        value.complete(message);
      }

      @Override
      public void onError(Throwable cause) {
        value.completeExceptionally(cause);
      }

      @Override
      public void onCompleted() {}
    };
  }

  private static StreamObserver<String> into(
      BlockingQueue<String> messages, CompletableFuture<String> ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String message) {
        messages.add(message);
      }

      @Override
      public void onError(Throwable cause) {
        ended.completeExceptionally(cause);
      }

      @Override
      public void onCompleted() {
        ended.complete("ended");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStatusPassesInItsTrailers(boolean tls) throws Exception {
    start(tls);
    assertThatThrownBy(() -> unary(UNARY, "fail"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e.getStatus().getDescription()).isEqualTo("not like this, näh");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeadlinePassesAndACancelReachesTheServer(boolean tls) throws Exception {
    start(tls);
    unary(UNARY, "warm");
    assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    UNARY,
                    CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
                    "wait"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    assertThat(deadlineSeen.get()).isTrue();
    assertThat(cancelled.get()).isTrue();
    assertThat(unary(UNARY, "still there")).isEqualTo("still there");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anErrorOfTheGatewaysOwnIsAStatusThatClientsUnderstand(boolean tls) throws Exception {
    start(tls);
    assertThatThrownBy(() -> unary(method("gone.Service", "Any", MethodType.UNARY), "x"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> unary(UNARY, "nobody there"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }
}
