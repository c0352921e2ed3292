package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whatever bytes come: no exception, and the same result however they are cut. In {@code verify}
 * the seeds are run; {@code bench/fuzz} looks for new ones.
 */
class WireFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void requests(byte[] bytes) {
    cutsMakeNoOdds(HeadParser.Kind.REQUEST, bytes);
    survivesBeingSentOn(bytes);
  }

  @FuzzTest(maxDuration = "60s")
  void responses(byte[] bytes) {
    cutsMakeNoOdds(HeadParser.Kind.RESPONSE, bytes);
  }

  @FuzzTest(maxDuration = "60s")
  void chunkedBodies(byte[] bytes) {
    byte[] head =
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    cutsMakeNoOdds(HeadParser.Kind.REQUEST, all);
  }

  private static void cutsMakeNoOdds(HeadParser.Kind kind, byte[] bytes) {
    Reading whole = Reading.of(kind, bytes);
    Set<Integer> cuts = new TreeSet<>();
    for (int i = 1; i <= 16 && bytes.length > 1; i++) {
      cuts.add(1 + (int) ((bytes.length - 1L) * i / 17));
    }
    cuts.removeIf(cut -> cut >= bytes.length);
    int[] pieces = cuts.stream().mapToInt(Integer::intValue).toArray();
    assertThat(Reading.of(kind, bytes, pieces)).isEqualTo(whole);
  }

  /** A head that is accepted is one that we may write, and read again with the same meaning. */
  private static void survivesBeingSentOn(byte[] bytes) {
    Head head = read(bytes);
    if (head == null || Authority.start(head) < 0) {
      return;
    }
    var out = new OutgoingRequest();
    out.begin(head);
    byte[] host =
        head.text(Authority.start(head), Authority.endOf(head))
            .getBytes(StandardCharsets.ISO_8859_1);
    out.toward(new byte[0], head.targetStart(), host, new byte[0][], new byte[0]);
    ByteBuf written = Unpooled.buffer();
    out.writeTo(written);
    byte[] sent = new byte[written.readableBytes()];
    written.readBytes(sent);

    Head again = read(sent);
    assertThat(again).isNotNull();
    assertThat(again.method()).isEqualTo(head.method());
    assertThat(again.target()).isEqualTo(head.target());
    assertThat(again.framing()).isEqualTo(head.framing());
    assertThat(again.contentLength()).isEqualTo(head.contentLength());
    assertThat(again.find(Field.CONNECTION)).isNegative();
    assertThat(again.find(Field.LOOKALIKE)).isNegative();
    assertThat(again.find(Field.INTERNAL)).isNegative();
  }

  private static @Nullable Head read(byte[] bytes) {
    var head = new Head();
    var parser = new HeadParser(HeadParser.Kind.REQUEST, Reading.LIMITS, head);
    return parser.feed(Unpooled.wrappedBuffer(bytes)) == HeadParser.Progress.DONE ? head : null;
  }
}
