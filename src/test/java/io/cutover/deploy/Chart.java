package io.cutover.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Helm chart as Helm itself renders it. */
final class Chart {
  private static final Path FOLDER = Path.of("deploy/helm").toAbsolutePath();

  private Chart() {}

  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  /** Returns the manifests of a release named {@code gw} with these values set. */
  static List<Map<?, ?>> render(String... values) {
    TemplateCommand template = new Helm(FOLDER).template().withName("gw").withKubeVersion("1.31.0");
    for (String value : values) {
      int equals = value.indexOf('=');
      template.set(value.substring(0, equals), value.substring(equals + 1));
    }
    List<Map<?, ?>> manifests = new ArrayList<>();
    for (Object document :
        new Load(LoadSettings.builder().build()).loadAllFromString(template.call())) {
      if (document != null) {
        manifests.add((Map<?, ?>) document);
      }
    }
    return manifests;
  }
}
