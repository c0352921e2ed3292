package io.cutover.proxy;

import io.cutover.bridge.TokenAnswer;
import io.cutover.bridge.TokenCall;
import io.cutover.bridge.TokenPlace;
import io.cutover.bridge.TokenService;
import io.cutover.http.Authority;
import io.cutover.http.BodyFraming;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.cutover.http.HeadParser;
import io.cutover.http.Problem;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange with the token service: its form is taken whole, at most {@value
 * TokenCall#LARGEST_FORM} bytes of it, and answered from aside. On the exchange's event loop only.
 */
final class TokenDesk extends Wheel.Timeout {
  private static final HeadLimits ANSWER = new HeadLimits(64 * 1024, 128 * 1024, 1024);

  private final TokenService service;
  private final TokenPlace place;
  private final LoopRoom room;
  private final Head head;
  private final InetAddress client;
  private final Consumer<Problem> refuse;
  private final Consumer<TokenAnswer> then;
  private final ByteArrayOutputStream form = new ByteArrayOutputStream();
  private boolean asked;

  TokenDesk(
      TokenService service,
      TokenPlace place,
      LoopRoom room,
      Head head,
      InetAddress client,
      Consumer<Problem> refuse,
      Consumer<TokenAnswer> then) {
    this.service = service;
    this.place = place;
    this.room = room;
    this.head = head;
    this.client = client;
    this.refuse = refuse;
    this.then = then;
  }

  /** Starts; a request without a body is asked about at once. */
  void begin(long patience) {
    boolean bodyless =
        head.framing() == BodyFraming.NONE
            || (head.framing() == BodyFraming.LENGTH && head.contentLength() == 0);
    int field = head.find(Field.AUTHORIZATION);
    if (field >= 0 && head.find(Field.AUTHORIZATION, field + 1) >= 0) {
      refuse.accept(Problem.BAD_REQUEST);
    } else if (head.framing() == BodyFraming.LENGTH
        && head.contentLength() > TokenCall.LARGEST_FORM) {
      refuse.accept(Problem.BODY_TOO_LARGE);
    } else if (bodyless) {
      complete();
    } else {
      room.wheel().set(this, patience);
    }
  }

  /** A piece of the form, which is now ours. */
  void data(ByteBuf data) {
    int length = data.readableBytes();
    if (!asked && form.size() + length <= TokenCall.LARGEST_FORM) {
      byte[] bytes = new byte[length];
      data.readBytes(bytes);
      form.writeBytes(bytes);
      data.release();
      return;
    }
    data.release();
    if (!asked) {
      asked = true;
      refuse.accept(Problem.BODY_TOO_LARGE);
    }
  }

  /** The form is complete. */
  void complete() {
    if (asked) {
      return;
    }
    asked = true;
    cancel();
    service.answer(
        new TokenCall(place, method(), query(), authorization(), form.toByteArray(), client),
        room.loop().executor(),
        then);
  }

  private String method() {
    for (String method : new String[] {"GET", "POST"}) {
      if (head.methodIs(method.getBytes(StandardCharsets.US_ASCII))) {
        return method;
      }
    }
    return "other";
  }

  private String query() {
    int at = Authority.pathStart(head);
    while (at < head.targetEnd() && head.bytes()[at] != '?') {
      at++;
    }
    return at == head.targetEnd()
        ? ""
        : new String(head.bytes(), at + 1, head.targetEnd() - at - 1, StandardCharsets.ISO_8859_1);
  }

  private @Nullable String authorization() {
    int i = head.find(Field.AUTHORIZATION);
    return i < 0 ? null : head.value(i);
  }

  @Override
  protected void expired() {
    asked = true;
    refuse.accept(Problem.REQUEST_TIMEOUT);
  }

  /** Returns the head of an answer as if a platform had sent it; null when it can be none. */
  static @Nullable Head head(TokenAnswer answer) {
    StringBuilder lines = new StringBuilder("HTTP/1.1 " + answer.status() + " \r\n");
    answer
        .headers()
        .forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    lines.append("Content-Length: ").append(answer.body().length).append("\r\n\r\n");
    byte[] bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    return HeadParser.whole(HeadParser.Kind.RESPONSE, ANSWER, bytes);
  }
}
