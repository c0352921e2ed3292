package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conversation with somebody who does not keep to it. */
class ConversationTest {
  private final List<Outcome> outcomes = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new HttpClientCodec(),
          new HttpObjectAggregator(10_000),
          new Conversation(
              new Call("GET", "/ticker/stocks/1", List.of(), "buy", false),
              new InetSocketAddress("127.0.0.1", 80),
              () -> 0,
              Duration.ofSeconds(30),
              outcomes::add));

  @BeforeEach
  void open() throws Exception {
    Matcher key = Pattern.compile("(?i)sec-websocket-key: (\\S+)").matcher(sent());
    assertThat(key.find()).isTrue();
    byte[] both =
        (key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
    String accept =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
    hears(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "X-Served-By: old\r\nSec-WebSocket-Accept: "
                + accept
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    assertThat(outcomes).isEmpty();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      all.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return all.toString();
  }

  private void hears(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    channel.runPendingTasks();
  }

  /** A whole, unmasked frame. */
  private void hears(int kind, String payload) {
    byte[] bytes = new byte[2 + payload.length()];
    bytes[0] = (byte) (0x80 | kind);
    bytes[1] = (byte) payload.length();
    for (int i = 0; i < payload.length(); i++) {
      bytes[2 + i] = (byte) payload.charAt(i);
    }
    hears(bytes);
  }

  @Test
  void anEchoOfTheOtherPlatformIsNoAnswerToWhatWasSaid() {
    hears(1, "new: buy");

    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Talked.class, talked -> assertThat(talked.answer().body()).isEmpty());
  }

  @Test
  void itEndsOnceTheGoodByeIsAnswered() {
    hears(1, "old: buy");
    hears(1, "{}");
    assertThat(outcomes).isEmpty();
    hears(8, "\u0003\u00e8");

    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Talked.class, talked -> assertThat(talked.answer().body()).isEqualTo("{}"));
  }

  @Test
  void aGoodByeBeforeTheEndIsALoss() {
    hears(8, "\u0003\u00e9");

    assertThat(outcomes)
        .containsExactly(new Outcome.Broken("the WebSocket was ended early, by 1001"));
  }

  @Test
  void aConnectionThatEndsWithoutAGoodByeIsALoss() {
    hears(1, "old: buy");
    hears(1, "{}");
    var _ = channel.close();

    assertThat(outcomes).containsExactly(new Outcome.Broken("the WebSocket's connection closed"));
  }
}
