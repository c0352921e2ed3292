package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the gateway's own as a gRPC client reads it: a status of its own in what looks like
 * trailers, whatever HTTP's would have been.
 */
public final class GrpcStatus {
  private static final byte[] TYPE = "application/grpc".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STATUS = "grpc-status".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT_TYPE =
      "content-type: application/grpc\r\n".getBytes(StandardCharsets.US_ASCII);

  private GrpcStatus() {}

  /** Returns whether a request is gRPC's. */
  public static boolean isAsked(Head request) {
    int type = request.find(Field.CONTENT_TYPE);
    if (type < 0) {
      return false;
    }
    int start = request.valueStart(type);
    int end = start + TYPE.length;
    return end <= request.valueEnd(type)
        && request.equalsIgnoreCase(start, end, TYPE)
        && (end == request.valueEnd(type)
            || request.bytes[end] == '+'
            || request.bytes[end] == ';');
  }

  /** Returns the status code that stands for HTTP's. */
  public static int of(int httpStatus) {
    return switch (httpStatus) {
      case 400 -> 13; // INTERNAL: the request was malformed
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404, 405 -> 12; // UNIMPLEMENTED
      case 408, 504 -> 4; // DEADLINE_EXCEEDED
      case 413, 414, 431 -> 8; // RESOURCE_EXHAUSTED
      case 429, 502, 503 -> 14; // UNAVAILABLE
      default -> 2; // UNKNOWN
    };
  }

  /**
   * Returns the HTTP status that says the same as a gRPC answer's head or trailers.
   *
   * @param otherwise what is returned for what is not gRPC's
   */
  public static int asHttp(Head fields, int otherwise) {
    int at = fields.find(STATUS, 0);
    if (at < 0) {
      return otherwise;
    }
    return switch (fields.value(at)) {
      case "0" -> 200;
      case "2", "4", "13", "14", "15" -> 500;
      case "5", "12" -> 404;
      case "7" -> 403;
      case "8" -> 429;
      case "16" -> 401;
      default -> 400;
    };
  }

  /** Writes an own answer, read back from its text, as a block that ends its stream. */
  public static void write(ByteBuf out, Head answer) {
    BlockWriter.status(out, 200);
    BlockWriter.lines(out, CONTENT_TYPE, CONTENT_TYPE.length);
    for (int i = 0; i < answer.count; i++) {
      if (answer.fields[i] != Field.CONTENT_TYPE && answer.fields[i] != Field.CONTENT_LENGTH) {
        BlockWriter.field(out, answer, i);
      }
    }
    String lines =
        "grpc-status: %d\r\ngrpc-message: %s\r\n"
            .formatted(of(answer.status), ReasonPhrase.of(answer.status));
    BlockWriter.lines(out, lines.getBytes(StandardCharsets.US_ASCII), lines.length());
  }
}
