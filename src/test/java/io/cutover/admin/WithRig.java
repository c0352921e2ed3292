package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;

import io.cutover.admin.AdminRig.Got;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of the operators' API have in common: a rig for each, and the calls that they make.
 */
abstract class WithRig {
  static final String SHARE = "/api/v1/routes/orders/share";
  static final String TO_10 = "{\"share\": \"10%\", \"reason\": \"a test\"}";

  @TempDir Path folder;
  AdminRig rig;

  @BeforeEach
  void start() {
    rig = new AdminRig(folder.resolve("var"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  Got get(String path, String token) {
    return rig.call("GET", path, token, null);
  }

  String share() {
    return get("/api/v1/routes/orders", VIEWER).json().path("share").stringValue();
  }

  Got setShare(String share, String reason) {
    return rig.call(
        "PUT", SHARE, OPERATOR, "{\"share\":\"" + share + "\",\"reason\":\"" + reason + "\"}");
  }

  Got clear(String body) {
    return rig.call("POST", "/api/v1/routes/orders/plan/clear", OPERATOR, body);
  }

  String raw(String request) throws Exception {
    return raw(rig.server.address().getPort(), request);
  }

  /** Sends bytes and reads until the server closes. */
  static String raw(int port, String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
