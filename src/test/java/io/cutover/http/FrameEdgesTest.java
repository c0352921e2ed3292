package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEdgesTest {
  private static byte[] frame(int length, boolean masked, int contents) {
    var out = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    out.write(0x82);
    if (length < 126) {
      out.write(mask | length);
    } else if (length < 65_536) {
      out.write(mask | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    out.writeBytes(new byte[masked ? 4 : 0]);
    byte[] payload = new byte[length];
    java.util.Arrays.fill(payload, (byte) contents);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000})
  void aFrameOfAnyLengthEndsWhereItsHeadSays(int length) {
    for (boolean masked : new boolean[] {false, true}) {
      byte[] frame = frame(length, masked, 0xff);
      var edges = new FrameEdges();
      ByteBuf two = Unpooled.wrappedBuffer(frame, frame);

      assertThat(edges.pass(two)).isEqualTo(frame.length);
      assertThat(edges.between()).isTrue();
      assertThat(edges.pass(Unpooled.wrappedBuffer(frame, 0, frame.length - 1))).isEqualTo(-1);
      assertThat(edges.between()).isFalse();
      assertThat(edges.pass(Unpooled.wrappedBuffer(frame, frame.length - 1, 1))).isEqualTo(1);
      assertThat(edges.between()).isTrue();
    }
  }

  @Test
  void edgesAreTheSameHoweverTheBytesAreCut() {
    var random = new Random(42);
    for (int round = 0; round < 300; round++) {
      var all = new ByteArrayOutputStream();
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.writeBytes(frame(random.nextInt(300), random.nextBoolean(), random.nextInt()));
        ends.add(all.size());
      }
      var edges = new FrameEdges();
      List<Integer> found = new ArrayList<>();
      byte[] bytes = all.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int piece = Math.min(1 + random.nextInt(3), bytes.length - at);
        int edge = edges.pass(Unpooled.wrappedBuffer(bytes, at, piece));
        if (edge >= 0) {
          found.add(at + edge);
        }
        at += piece;
        assertThat(edges.between()).isEqualTo(ends.contains(at));
      }
      // Two frames that end within one piece are told of once.
      assertThat(ends).containsAll(found);
    }
  }
}
