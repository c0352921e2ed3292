package io.cutover.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a load balancer says of a connection's client before the client's own bytes: the PROXY
 * protocol, versions 1 and 2, to the letter; pure.
 */
sealed interface ProxyHeader {
  /** Bytes of the longest header of version 1. */
  int LONGEST_1 = 107;

  /** Bytes of the longest header of version 2 that is put up with, additions included. */
  int LONGEST_2 = 2048;

  /** It is not complete; nothing was taken. */
  record More() implements ProxyHeader {}

  /** It is none. */
  record Bad() implements ProxyHeader {}

  /**
   * It is complete and was taken.
   *
   * @param client null: the balancer's own connection, or it does not know
   */
  record Found(@Nullable InetSocketAddress client) implements ProxyHeader {}

  byte[] START_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  byte[] START_2 = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

  /** Reads the header that the bytes begin with. */
  static ProxyHeader read(ByteBuf in) {
    if (!in.isReadable()) {
      return new More();
    }
    boolean second = in.getByte(in.readerIndex()) == START_2[0];
    byte[] start = second ? START_2 : START_1;
    byte[] there = new byte[Math.min(in.readableBytes(), start.length)];
    in.getBytes(in.readerIndex(), there);
    if (!Arrays.equals(there, 0, there.length, start, 0, there.length)) {
      return new Bad();
    }
    if (there.length < start.length) {
      return new More();
    }
    return second ? readSecond(in) : readFirst(in);
  }

  private static ProxyHeader readFirst(ByteBuf in) {
    int most = Math.min(in.readableBytes(), LONGEST_1);
    int lf = in.indexOf(in.readerIndex(), in.readerIndex() + most, (byte) '\n');
    if (lf < 0) {
      return most == LONGEST_1 ? new Bad() : new More();
    }
    String line =
        in.readCharSequence(lf + 1 - in.readerIndex(), StandardCharsets.US_ASCII).toString();
    if (!line.endsWith("\r\n")) {
      return new Bad();
    }
    String[] words = line.substring(0, line.length() - 2).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return new Found(null);
    }
    boolean four = words[1].equals("TCP4");
    if (words.length != 6 || !(four || words[1].equals("TCP6"))) {
      return new Bad();
    }
    boolean addresses = isAddress(words[2], four) && isAddress(words[3], four);
    int port = port(words[4]);
    return addresses && port >= 0 && port(words[5]) >= 0
        ? found(NetUtil.createByteArrayFromIpAddressString(words[2]), port)
        : new Bad();
  }

  private static boolean isAddress(String text, boolean four) {
    return four ? NetUtil.isValidIpV4Address(text) : NetUtil.isValidIpV6Address(text);
  }

  private static int port(String text) {
    return text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535
        ? Integer.parseInt(text)
        : -1;
  }

  private static ProxyHeader readSecond(ByteBuf in) {
    int at = in.readerIndex();
    if (in.readableBytes() < 16) {
      return new More();
    }
    int command = in.getUnsignedByte(at + 12);
    int family = in.getUnsignedByte(at + 13);
    int length = in.getUnsignedShort(at + 14);
    if ((command != 0x20 && command != 0x21) || length > LONGEST_2 - 16) {
      return new Bad();
    }
    if (in.readableBytes() < 16 + length) {
      return new More();
    }
    in.skipBytes(16 + length);
    if (command == 0x20 || family == 0) {
      return new Found(null);
    }
    int bytes = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
    if (bytes == 0 || length < 2 * bytes + 4) {
      return new Bad();
    }
    byte[] source = new byte[bytes];
    in.getBytes(at + 16, source);
    return found(source, in.getUnsignedShort(at + 16 + 2 * bytes));
  }

  private static ProxyHeader found(byte @Nullable [] address, int port) {
    if (address == null) {
      return new Bad();
    }
    try {
      return new Found(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 bytes", e);
    }
  }
}
