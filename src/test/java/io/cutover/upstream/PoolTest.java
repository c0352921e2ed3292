package io.cutover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ClientTlsConfig;
import io.cutover.config.PlatformConfig.Protocol;
import io.cutover.config.RuntimeConfig;
import io.cutover.http.HeadLimits;
import io.cutover.metric.Metrics;
import io.cutover.net.Loops;
import io.cutover.split.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For how long a connection is used, on a clock that only the test moves. */
class PoolTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final HeadLimits LIMITS = new HeadLimits(8192, 8192, 8192);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger accepted = new AtomicInteger();

  private void serve(ServerSocket server) {
    while (true) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line;
      while ((line = in.readLine()) != null) {
        if (line.isEmpty()) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // The gateway has closed it.
    }
  }

  @Test
  void aConnectionThatHasServedForLongEnoughIsOpenedAnewOnceItIsFree() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Loops loops =
            Loops.open(
                new RuntimeConfig(1, RuntimeConfig.Transport.NIO),
                nanos::get,
                InstantSource.system());
        var metrics = new Metrics("test", InstantSource.system(), nanos::get);
        var upstreams = new Upstreams(loops, metrics)) {
      Thread.ofVirtual().start(() -> serve(server));
      var endpoint =
          new Endpoint(
              Platform.OLD,
              "127.0.0.1",
              server.getLocalPort(),
              null,
              ClientTlsConfig.SYSTEM,
              Protocol.H1,
              1,
              HOUR,
              HOUR,
              LIMITS);

      ask(upstreams, endpoint);
      nanos.addAndGet(Pool.LIFE - 1);
      ask(upstreams, endpoint);
      assertThat(accepted).hasValue(1);

      nanos.addAndGet(Pool.LIFE / 4 + 1);
      ask(upstreams, endpoint);
      assertThat(accepted).hasValue(1);
      ask(upstreams, endpoint);
      assertThat(accepted).hasValue(2);
    }
  }

  private static void ask(Upstreams upstreams, Endpoint endpoint) throws Exception {
    Answered answered =
        upstreams
            .ask(endpoint, "/", "a.test", Map.of(), 1024, Duration.ofHours(1))
            .get(1, TimeUnit.MINUTES);
    assertThat(answered.status()).isEqualTo(200);
  }
}
