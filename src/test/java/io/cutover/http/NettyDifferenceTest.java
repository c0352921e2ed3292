package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Reads the same bytes by our parser and by Netty's decoder. Where both accept, they must read
 * alike. Where we accept what Netty refuses, the reason must be one of {@link #NETTY_REFUSES};
 * where Netty accepts what we refuse, the fault must be one of {@link #NETTY_ACCEPTS}.
 */
class NettyDifferenceTest {
  private static final int MUTATIONS = 20_000;
  private static final long SEED = 20_261_124L;

  /** Faults of ours in what Netty takes, each with why we do not. */
  private static final Map<Fault, String> NETTY_ACCEPTS = new EnumMap<>(Fault.class);

  static {
    NETTY_ACCEPTS.put(Fault.BARE_LF, "Netty ends lines at LF (RFC 9112 §2.2: a recipient MAY)");
    NETTY_ACCEPTS.put(Fault.REQUEST_LINE, "Netty skips more than one empty line and spaces");
    NETTY_ACCEPTS.put(Fault.METHOD, "Netty is lax about characters of a method");
    NETTY_ACCEPTS.put(Fault.METHOD_TOO_LONG, "Netty takes as long a method as the line may be");
    NETTY_ACCEPTS.put(Fault.TARGET, "Netty passes any byte of a target on");
    NETTY_ACCEPTS.put(Fault.TARGET_FORM, "Netty does not look at the form of a target");
    NETTY_ACCEPTS.put(Fault.VERSION_SYNTAX, "Netty trims and upper-cases versions");
    NETTY_ACCEPTS.put(Fault.VERSION, "Netty reads any version");
    NETTY_ACCEPTS.put(Fault.FOLDED, "Netty joins folded lines (obsolete: RFC 9112 §5.2)");
    NETTY_ACCEPTS.put(Fault.BARE_CR, "Netty passes CR inside a line on");
    NETTY_ACCEPTS.put(Fault.HOST_MISSING, "Netty leaves Host to its user");
    NETTY_ACCEPTS.put(Fault.HOST_REPEATED, "Netty leaves Host to its user");
    NETTY_ACCEPTS.put(Fault.HOST_INVALID, "Netty leaves Host to its user");
    NETTY_ACCEPTS.put(Fault.CODING_NOT_FINAL, "Netty looks for chunked anywhere");
    NETTY_ACCEPTS.put(Fault.CODING_UNKNOWN, "Netty passes unknown codings on");
  }

  /** Parts of what Netty says of messages that we take, each with why we do. */
  private static final Map<String, String> NETTY_REFUSES =
      Map.of(
          "bitIndex < 0",
          "Netty fails on bytes above 0x7f in quoted text (RFC 9110 §5.6.4: obs-text)",
          "Invalid separator",
          "quoted text in chunk extensions may hold any visible character");

  private record Seen(List<String> messages, String refusal) {}

  private static Seen netty(byte[] bytes) {
    var channel =
        new EmbeddedChannel(
            new HttpRequestDecoder(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(17_000)
                    .setMaxHeaderSize(64 * 1024)
                    .setMaxChunkSize(1 << 20)));
    List<String> messages = new ArrayList<>();
    StringBuilder message = new StringBuilder();
    String refusal = null;
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    HttpObject part;
    while ((part = channel.readInbound()) != null) {
      if (part.decoderResult().isFailure()) {
        refusal = String.valueOf(part.decoderResult().cause());
      }
      if (refusal == null && part instanceof HttpRequest request) {
        message.setLength(0);
        message.append(request.method()).append(' ').append(request.uri());
        message.append(" 1.").append(request.protocolVersion().minorVersion() == 0 ? 0 : 1);
        message.append('\n');
        request
            .headers()
            .forEach(
                h -> message.append(h.getKey()).append(": ").append(h.getValue()).append('\n'));
      }
      if (refusal == null && part instanceof HttpContent content) {
        message.append(content.content().toString(StandardCharsets.ISO_8859_1));
        if (content instanceof LastHttpContent) {
          messages.add(message.toString());
        }
      }
      io.netty.util.ReferenceCountUtil.release(part);
    }
    channel.finishAndReleaseAll();
    return new Seen(messages, refusal);
  }

  /** Puts our reading into the words that Netty's is in. */
  private static String plain(String message) {
    String text = message.replace(" (one hop)\n", "\n");
    for (BodyFraming framing : BodyFraming.values()) {
      text = text.replaceFirst("\n" + framing + "\n", "\n");
    }
    int trailers = text.indexOf("\n+");
    return trailers < 0 ? text : text.substring(0, trailers);
  }

  private static byte[] mutated(byte[] original, SplittableRandom random) {
    String bytes = new String(original, StandardCharsets.ISO_8859_1);
    String[] splices = {
      "\r\n",
      "\n",
      "\r",
      " ",
      "\t",
      ":",
      ";",
      ",",
      "0",
      "5",
      "chunked",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "\0",
      "\u000b",
      "\u00e4",
      "HTTP/1.1",
      "Host: b\r\n",
      "0\r\n\r\n"
    };
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      int at = random.nextInt(bytes.length() + 1);
      int to = Math.min(bytes.length(), at + random.nextInt(3));
      String in = random.nextInt(4) == 0 ? "" : splices[random.nextInt(splices.length)];
      bytes = bytes.substring(0, at) + in + bytes.substring(to);
    }
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatBothAcceptTheyReadAlikeAndEveryDifferenceHasAReason() {
    List<byte[]> seeds = new ArrayList<>();
    Corpus.requests().forEach(each -> seeds.add(each.bytes()));
    HeadParserTest.messages()
        .forEach(each -> seeds.add(((String) each.get()[0]).getBytes(StandardCharsets.ISO_8859_1)));
    List<byte[]> all = new ArrayList<>(seeds);
    var random = new SplittableRandom(SEED);
    int sound = seeds.size() - Corpus.requests().size();
    for (int i = 0; i < MUTATIONS; i++) {
      // Three of four start from a sound message, so that many stay sound.
      int from = random.nextInt(4) == 0 ? 0 : seeds.size() - sound;
      all.add(mutated(seeds.get(random.nextInt(from, seeds.size())), random));
    }
    Map<Fault, Integer> stricter = new EnumMap<>(Fault.class);
    Set<String> unexplained = new TreeSet<>();
    int alike = 0;
    int laxer = 0;
    for (byte[] bytes : all) {
      Reading ours = Reading.of(HeadParser.Kind.REQUEST, bytes);
      Seen theirs = netty(bytes);
      String shown =
          new String(bytes, StandardCharsets.ISO_8859_1).replace("\r", "\\r").replace("\n", "\\n");
      if (ours.fault() != null) {
        if (theirs.refusal() == null && theirs.messages().size() > ours.messages().size()) {
          if (!NETTY_ACCEPTS.containsKey(ours.fault())) {
            unexplained.add(ours.fault() + ": " + shown);
          }
          stricter.merge(ours.fault(), 1, Integer::sum);
        }
      } else if (theirs.refusal() != null && theirs.messages().size() < ours.messages().size()) {
        if (NETTY_REFUSES.keySet().stream().noneMatch(theirs.refusal()::contains)) {
          unexplained.add(theirs.refusal() + ": " + shown);
        }
        laxer++;
      } else {
        List<String> read = ours.messages().stream().map(NettyDifferenceTest::plain).toList();
        int common = Math.min(read.size(), theirs.messages().size());
        assertThat(read.subList(0, common))
            .as("seed %d: %s", SEED, shown)
            .isEqualTo(theirs.messages().subList(0, common));
        alike += common;
      }
    }
    System.out.printf(
        "differential: %d inputs, %d messages read alike, stricter than Netty: %s, laxer: %d%n",
        all.size(), alike, stricter, laxer);
    assertThat(unexplained).as("seed %d", SEED).isEmpty();
    assertThat(alike).isGreaterThan(1_000);
    assertThat(stricter.keySet())
        .as("no class is listed in vain")
        .isEqualTo(NETTY_ACCEPTS.keySet());
  }
}
