package io.cutover.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol's header, to the letter. */
class ProxyHeaderTest {
  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuf second(int command, int family, int length, byte... rest) {
    return Unpooled.buffer()
        .writeBytes(ProxyHeader.START_2)
        .writeByte(command)
        .writeByte(family)
        .writeShort(length)
        .writeBytes(rest);
  }

  @Test
  void theFirstVersionTellsTheClient() {
    ByteBuf in = bytes("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\nGET");
    assertThat(ProxyHeader.read(in))
        .isEqualTo(new ProxyHeader.Found(new InetSocketAddress("192.0.2.1", 56324)));
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
    assertThat(ProxyHeader.read(bytes("PROXY TCP6 2001:db8::1 ::1 1 2\r\n")))
        .isEqualTo(new ProxyHeader.Found(new InetSocketAddress("2001:db8::1", 1)));
    assertThat(ProxyHeader.read(bytes("PROXY UNKNOWN whatever\r\n")))
        .isEqualTo(new ProxyHeader.Found(null));
  }

  @Test
  void theSecondVersionTellsTheClient() {
    byte[] four = {10, 0, 0, 1, 10, 0, 0, 2, 0x12, 0x34, 0, 80, 4, 0, 1, 9};
    assertThat(ProxyHeader.read(second(0x21, 0x11, four.length, four)))
        .isEqualTo(new ProxyHeader.Found(new InetSocketAddress("10.0.0.1", 0x1234)));
    byte[] six = new byte[36];
    six[15] = 1;
    six[33] = 7;
    assertThat(ProxyHeader.read(second(0x21, 0x21, six.length, six)))
        .isEqualTo(new ProxyHeader.Found(new InetSocketAddress("::1", 7)));
    assertThat(ProxyHeader.read(second(0x20, 0, 0))).isEqualTo(new ProxyHeader.Found(null));
  }

  @Test
  void aHeaderMayComeByteByByte() {
    byte[] four = {10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2};
    for (ByteBuf whole :
        new ByteBuf[] {bytes("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n"), second(0x21, 0x11, 12, four)}) {
      for (int i = 0; i < whole.readableBytes(); i++) {
        ByteBuf part = whole.slice(0, i);
        assertThat(ProxyHeader.read(part)).isEqualTo(new ProxyHeader.More());
        assertThat(part.readableBytes()).isEqualTo(i);
      }
      assertThat(ProxyHeader.read(whole)).isInstanceOf(ProxyHeader.Found.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "proxy TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
        "PROXY TCP4  1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n",
        "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY \r\n",
        "\r\n\r\n\0\r\nQUIX"
      })
  void whatIsNoHeaderIsRefused(String text) {
    assertThat(ProxyHeader.read(bytes(text))).isEqualTo(new ProxyHeader.Bad());
  }

  @Test
  void itsSizeIsBounded() {
    assertThat(ProxyHeader.read(bytes("PROXY TCP4 " + "1".repeat(200))))
        .isEqualTo(new ProxyHeader.Bad());
    assertThat(ProxyHeader.read(second(0x21, 0x11, 0xffff))).isEqualTo(new ProxyHeader.Bad());
    assertThat(ProxyHeader.read(second(0x22, 0x11, 0))).isEqualTo(new ProxyHeader.Bad());
    assertThat(ProxyHeader.read(second(0x21, 0x11, 4, new byte[4])))
        .isEqualTo(new ProxyHeader.Bad());
    assertThat(ProxyHeader.read(second(0x21, 0x31, 216, new byte[216])))
        .isEqualTo(new ProxyHeader.Bad());
  }
}
