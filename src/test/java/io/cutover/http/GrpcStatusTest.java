package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP's statuses and gRPC's. */
class GrpcStatusTest {
  private static Head fields(String... fields) {
    var assembler = new HeadAssembler(new HeadLimits(1000, 1000, 1000));
    Head head = new Head();
    assembler.begin(head);
    for (int i = 0; i < fields.length; i += 2) {
      assembler.add(new AsciiString(fields[i]), new AsciiString(fields[i + 1]));
    }
    assembler.trailers();
    return head;
  }

  @ParameterizedTest
  @CsvSource({
    "401,16", "403,7", "404,12", "429,14", "503,14", "504,4", "502,14", "413,8", "400,13"
  })
  void anOwnErrorHasAStatusThatClientsUnderstand(int http, int grpc) {
    assertThat(GrpcStatus.of(http)).isEqualTo(grpc);
  }

  @ParameterizedTest
  @CsvSource({"0,200", "14,500", "13,500", "2,500", "16,401", "7,403", "8,429", "5,404", "3,400"})
  void aPlatformsStatusIsJudgedAsHttps(String grpc, int http) {
    assertThat(GrpcStatus.asHttp(fields("grpc-status", grpc), 200)).isEqualTo(http);
  }

  @Test
  void whatIsNotGrpcIsLeftAsItIs() {
    assertThat(GrpcStatus.asHttp(fields("x-sum", "1"), 206)).isEqualTo(206);
    assertThat(GrpcStatus.isAsked(fields("content-type", "application/grpc+proto"))).isTrue();
    assertThat(GrpcStatus.isAsked(fields("content-type", "application/grpc-web"))).isFalse();
    assertThat(GrpcStatus.isAsked(fields("accept", "application/grpc"))).isFalse();
  }
}
