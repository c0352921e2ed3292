package io.cutover.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Heads made from text, for tests. */
public final class Heads {
  private Heads() {}

  /** Reads a request's head; {@code lines} end with CR LF, the empty line is added. */
  public static Head request(String lines) {
    return read(HeadParser.Kind.REQUEST, lines);
  }

  /** Reads a response's head; {@code lines} end with CR LF, the empty line is added. */
  public static Head response(String lines) {
    return read(HeadParser.Kind.RESPONSE, lines);
  }

  private static Head read(HeadParser.Kind kind, String lines) {
    Head head = new Head();
    var parser = new HeadParser(kind, new HeadLimits(16_384, 65_536, 16_384), head);
    ByteBuf in = Unpooled.copiedBuffer(lines + "\r\n", ISO_8859_1);
    HeadParser.Progress progress = parser.feed(in);
    in.release();
    if (progress != HeadParser.Progress.DONE) {
      throw new AssertionError(
          "no head: "
              + (progress == HeadParser.Progress.FAULT ? parser.fault() : progress)
              + " in "
              + lines);
    }
    return head;
  }
}
