package io.cutover.h2;

import io.cutover.http.Head;
import io.cutover.http.HeadAssembler;
import io.cutover.http.HeadLimits;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The block that is being read: Netty's decoder adds field by field, and each goes straight into a
 * head. One for each connection.
 */
public final class Fields extends Disguise {
  private final HeadAssembler assembler;
  private final Supplier<Head> heads;
  private Head head;

  /**
   * Makes the reader of one connection's blocks.
   *
   * @param heads gives a head to be filled, one for each that was {@link #taken}
   */
  Fields(HeadLimits limits, Supplier<Head> heads) {
    this.assembler = new HeadAssembler(limits);
    this.heads = heads;
    this.head = heads.get();
  }

  Fields begin(HeadLimits limits) {
    assembler.limit(limits);
    assembler.begin(head);
    return this;
  }

  /** Returns what judges the block. */
  public HeadAssembler assembler() {
    return assembler;
  }

  /** Returns the filled head, valid until the next block is read. */
  public Head head() {
    return head;
  }

  /** Hands the filled head over; the next block is written into another. */
  public Head taken() {
    Head full = head;
    head = heads.get();
    return full;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    assembler.add((AsciiString) name, (AsciiString) value);
    return this;
  }

  @Override
  public @Nullable CharSequence status() {
    return assembler.status();
  }
}
