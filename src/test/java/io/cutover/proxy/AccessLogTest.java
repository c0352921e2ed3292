package io.cutover.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.fault.FaultClass;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static AccessRecord record(String id, Platform platform, long upstream) {
    return new AccessRecord(
        1_795_532_244_405L,
        id.getBytes(StandardCharsets.US_ASCII),
        "orders",
        platform == null ? null : "mobile",
        platform == null ? Decision.NONE : Decision.SHARE,
        platform == null ? -1 : 42,
        new Share(500),
        platform,
        platform == null ? 404 : 500,
        platform == null ? null : FaultClass.AUTH,
        TokenKind.JWT,
        1_234_567,
        34_567,
        upstream);
  }

  @Test
  void aLineSaysWhatIsDocumentedAndNothingElse() {
    var bytes = new ByteArrayOutputStream();
    try (var log = new AccessLog("stdout", new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
      log.offer(record("id-1", Platform.NEW, 1_200_000));
      log.offer(record("id-2", null, -1));
    }

    String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\n");
    assertThat(JSON.readTree(lines[0]))
        .isEqualTo(
            JSON.readTree(
                """
                {"time":"2026-11-24T14:57:24.405Z","id":"id-1","route":"orders","application":"mobile",
                 "decision":"share","bucket":42,"share":"5%","platform":"new","code":500,"fault":"auth","tokenKind":"jwt",
                 "ms":{"total":1.234,"gateway":0.034,"upstream":1.200}}
                """));
    JsonNode second = JSON.readTree(lines[1]);
    assertThat(second.propertyNames())
        .containsExactly("time", "id", "route", "decision", "share", "code", "tokenKind", "ms");
    assertThat(second.get("ms").propertyNames()).containsExactly("total", "gateway");
  }

  @Test
  void aFileThatWasMovedAwayIsOpenedAnew(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("access.log");
    try (var log = new AccessLog(file.toString(), System.out)) {
      log.offer(record("first", Platform.OLD, 1));
      await().until(() -> Files.exists(file) && Files.readString(file).contains("first"));
      Files.move(file, folder.resolve("access.log.1"));
      log.offer(record("second", Platform.OLD, 1));
      await().until(() -> Files.exists(file) && Files.readString(file).contains("second"));
    }

    assertThat(Files.readString(folder.resolve("access.log.1")))
        .contains("first")
        .doesNotContain("second");
  }

  @Test
  void noneWritesNothing() {
    try (var log = new AccessLog("none", System.out)) {
      assertThat(log.isEnabled()).isFalse();
    }
  }
}
