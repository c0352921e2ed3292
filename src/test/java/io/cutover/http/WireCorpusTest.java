package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of the corpora is refused, for the reason that stands beside it. */
class WireCorpusTest {
  static Stream<Corpus.Case> requests() {
    return Corpus.requests().stream().filter(each -> !each.fault().equals("-"));
  }

  static Stream<Corpus.Case> responses() {
    return Corpus.responses().stream()
        .filter(each -> !each.fault().equals("-") && !each.fault().equals("CLOSE"));
  }

  static Stream<Corpus.Case> wellFormed() {
    return Corpus.requests().stream().filter(each -> each.fault().equals("-"));
  }

  @Test
  void theCorporaAreAsLargeAsTheyShouldBe() {
    assertThat(Corpus.requests()).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
    assertThat(Corpus.responses()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aMalformedRequestIsRefusedHoweverItIsCut(Corpus.Case each) {
    isRefused(each, HeadParser.Kind.REQUEST);
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aMalformedResponseIsRefusedHoweverItIsCut(Corpus.Case each) {
    isRefused(each, HeadParser.Kind.RESPONSE);
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void whatIsRefusedForItsMeaningIsWellFormed(Corpus.Case each) {
    Reading reading = Reading.of(HeadParser.Kind.REQUEST, each.bytes());

    assertThat(reading.fault()).isNull();
    assertThat(reading.messages()).hasSize(1);
  }

  private static void isRefused(Corpus.Case each, HeadParser.Kind kind) {
    byte[] bytes = each.bytes();
    Reading whole = Reading.of(kind, bytes);

    assertThat(whole.fault()).isEqualTo(Fault.valueOf(each.fault()));
    if (kind == HeadParser.Kind.REQUEST) {
      assertThat(whole.fault().status()).isEqualTo(Integer.parseInt(each.outcome()));
    }
    assertThat(whole.messages()).isEmpty();
    List<Integer> cuts =
        bytes.length > 1000
            ? List.of(1, 100, 500, bytes.length - 3)
            : IntStream.range(1, bytes.length).boxed().toList();
    for (int cut : cuts) {
      assertThat(Reading.of(kind, bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
    if (bytes.length < 1000) {
      int[] every = IntStream.range(1, bytes.length).toArray();
      assertThat(Reading.of(kind, bytes, every)).as("byte by byte").isEqualTo(whole);
    }
  }
}
