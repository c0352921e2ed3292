package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcMessagesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new GrpcMessages());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static FullHttpResponse answer(String hex, String type) {
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    answer.headers().set("Content-Type", type).set("Content-Length", hex.length() / 2);
    return answer;
  }

  private static FullHttpRequest request(String hex) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/a.B/C",
            Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    request.headers().set("Content-Type", "application/grpc+proto");
    return request;
  }

  @Test
  void aMessageGoesOutBehindItsPrefixAndAnAnswerEndsWithItsStatus() {
    channel.writeOutbound(request("0102"), answer("03", "application/grpc"));

    FullHttpRequest asked = channel.readOutbound();
    FullHttpResponse answered = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(asked.content())).isEqualTo("00000000020102");
    assertThat(asked.trailingHeaders()).isEmpty();
    assertThat(ByteBufUtil.hexDump(answered.content())).isEqualTo("000000000103");
    assertThat(answered.trailingHeaders().get("grpc-status")).isEqualTo("0");
    assertThat(answered.headers().contains("Content-Length")).isFalse();
    asked.release();
    answered.release();
  }

  @ParameterizedTest
  @CsvSource({
    "0000000001ff, 0, 200, ff",
    "0000000001ff, 14, 502, ff",
    "0000000001ff, '', 502, ff",
    "'', 0, 502, ''",
    "0000000002ff, 0, 502, 0000000002ff",
    "0100000001ff, 0, 502, 0100000001ff"
  })
  void anAnswerIsGoodWithOneMessageAndItsStatus(String hex, String ended, int status, String left) {
    FullHttpResponse answer = answer(hex, "application/grpc");
    if (!ended.isEmpty()) {
      answer.trailingHeaders().set("grpc-status", ended);
    }
    channel.writeInbound(answer);

    FullHttpResponse read = channel.readInbound();
    assertThat(read.status().code()).isEqualTo(status);
    assertThat(ByteBufUtil.hexDump(read.content())).isEqualTo(left);
    read.release();
  }

  @Test
  void whatIsNotGrpcPassesAsItIs() {
    channel.writeOutbound(answer("03", "application/json"));
    channel.writeInbound(answer("04", "application/json"));

    FullHttpResponse out = channel.readOutbound();
    FullHttpResponse in = channel.readInbound();
    assertThat(ByteBufUtil.hexDump(out.content())).isEqualTo("03");
    assertThat(out.trailingHeaders()).isEmpty();
    assertThat(in.status().code()).isEqualTo(200);
    out.release();
    in.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000000002ff"})
  void aRequestWithoutAWholeMessageIsNotAnswered(String hex) {
    channel.writeInbound(request(hex));

    assertThat(channel.<Object>readInbound()).isNull();
    assertThat(channel.isOpen()).isFalse();
  }
}
