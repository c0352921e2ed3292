package io.cutover.h2;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;

/** A header block that was written and is to be sent; whoever sends it releases its bytes. */
public final class Block extends Disguise {
  private static final AsciiString INTERIM = AsciiString.cached("100");
  private static final AsciiString FINAL = AsciiString.cached("200");

  private final ByteBuf bytes;
  private final boolean interim;

  private Block(ByteBuf bytes, boolean interim) {
    this.bytes = bytes;
    this.interim = interim;
  }

  /** Takes a block of which something may follow. */
  public static Block of(ByteBuf bytes) {
    return new Block(bytes, false);
  }

  /** Takes the block of an interim answer (1xx). */
  public static Block interim(ByteBuf bytes) {
    return new Block(bytes, true);
  }

  ByteBuf bytes() {
    return bytes;
  }

  @Override
  public AsciiString status() {
    return interim ? INTERIM : FINAL;
  }
}
