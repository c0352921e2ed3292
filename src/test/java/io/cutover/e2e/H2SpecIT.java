package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/2's conformance by <a href="https://github.com/summerwind/h2spec">h2spec</a>: its sections
 * generic, http2 and hpack, the strict cases among them. The build puts the tool into place.
 */
@Timeout(300)
class H2SpecIT {
  private static final Path TOOL = Path.of("target/tools/h2spec/h2spec");

  @TempDir Path folder;
  private HttpServer platform;
  private Stand stand;

  @BeforeEach
  void start() throws Exception {
    platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/",
        call -> {
          call.getRequestBody().readAllBytes();
          byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
          boolean head = call.getRequestMethod().equals("HEAD");
          call.sendResponseHeaders(200, head ? -1 : body.length);
          call.getResponseBody().write(body, 0, head ? 0 : body.length);
          call.close();
        });
    platform.start();
    var pki = new Pki(folder);
    String url = "http://127.0.0.1:" + platform.getAddress().getPort();
    stand =
        Stand.start(
            "[ { address: \"127.0.0.1:0\" }, { address: \"127.0.0.1:0\", tls: { certificates: [ { %s } ] } } ]"
                .formatted(pki.write("c", pki.issue("c", "localhost"))),
            url,
            url,
            "routes: [ { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request }"
                + " ]");
  }

  @AfterEach
  void close() {
    stand.close();
    platform.stop(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCaseOfH2specPasses(boolean tls) throws Exception {
    assertThat(TOOL).as("./mvnw pre-integration-test puts it there").isExecutable();
    int port = stand.gateway().addresses().get(tls ? 1 : 0).getPort();
    List<String> command =
        new ArrayList<>(
            List.of(TOOL.toString(), "--strict", "-h", "127.0.0.1", "-p", "" + port, "-o", "10"));
    if (tls) {
      command.addAll(List.of("-t", "-k"));
    }
    command.addAll(List.of("generic", "http2", "hpack"));
    Path output = folder.resolve("h2spec.txt");

    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();

    String said = Files.readString(output);
    assertThat(said).contains(" 0 skipped, 0 failed");
    assertThat(exit).isZero();
    System.out.println(
        "h2spec over " + (tls ? "TLS" : "plain text") + ": " + said.lines().toList().getLast());
  }
}
