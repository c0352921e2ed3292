package io.cutover.demo;

import io.cutover.split.Platform;
import java.util.List;
import java.util.zip.CRC32;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service behind a simulated platform. It says which platform it stands behind and repeats what
 * it was asked, so that a caller notices anything lost or mixed up on the way.
 */
final class Backend {
  /** Names the platform that served a request: {@code old} or {@code new}. */
  static final String SERVED_BY = "X-Served-By";

  /** What a caller marks its request with, and finds in the answer. */
  static final String ID = "X-Demo-Id";

  private static final JsonMapper JSON = new JsonMapper();

  private final Platform platform;

  Backend(Platform platform) {
    this.platform = platform;
  }

  /**
   * Answers a request that its platform let through.
   *
   * @param authorization whether the platform passed the client's {@code Authorization} on
   */
  Answer answer(Api api, Request request, boolean authorization) {
    byte[] body = request.body();
    String id = request.headers().get(ID, "");
    ObjectNode echo = JSON.createObjectNode();
    echo.put("api", api.name());
    echo.put("method", request.method());
    echo.put("resource", request.target().substring(api.pathOn(platform).length()));
    echo.put("bodyBytes", body.length);
    echo.put("bodyCrc", crc(body));
    echo.put("id", id);
    echo.put("authorization", authorization);
    Answer answer =
        switch (api.kind()) {
          case HTTP -> Answer.of(200, "application/json", echo.toString());
          case GRPC -> Answer.of(200, GrpcMessages.TYPE, echo.toString());
          case WEBSOCKET ->
              request.asksForWebSocket()
                  ? new Answer(101, List.of(), echo.toString(), false)
                  : Answer.empty(426);
        };
    return answer.with(SERVED_BY, platform.label()).with(ID, id);
  }

  /** Returns what is said of a request whose body came later, over its WebSocket. */
  static String heard(String asked, byte[] body) {
    ObjectNode echo = (ObjectNode) JSON.readTree(asked);
    echo.put("bodyBytes", body.length);
    echo.put("bodyCrc", crc(body));
    return echo.toString();
  }

  /** Returns the checksum by which a body is compared. */
  static long crc(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return crc.getValue();
  }
}
