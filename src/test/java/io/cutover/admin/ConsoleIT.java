package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleIT {
  @TempDir Path folder;

  @Test
  void theConsoleNeedsNoTokenAndRunsNothingThatIsNotItsOwn() {
    try (var rig = new AdminRig(folder.resolve("var"))) {
      Got got = rig.call("GET", "/", null, null);

      assertThat(got.status()).isEqualTo(200);
      assertThat(got.field("Content-Type")).startsWith("text/html");
      assertThat(got.field("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(got.response().headers().allValues("Content-Security-Policy")).hasSize(1);
      assertThat(got.field("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(rig.call("POST", "/", null, "{}").status()).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../openapi.json",
        "/%2e%2e/openapi.json",
        "/..%2fopenapi.json",
        "//index.html",
        "/index",
        "/index.html/",
        "/logback.xml",
        "/.html",
        "/nothing.js"
      })
  void nothingElseIsServed(String path) {
    try (var rig = new AdminRig(folder.resolve("var"))) {
      assertThat(rig.call("GET", path, null, null).status()).isEqualTo(404);
    }
  }
}
