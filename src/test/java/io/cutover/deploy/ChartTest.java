package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cutover.config.ConfigFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The chart: linted, rendered by Helm, and read as the types of Kubernetes, without a cluster. */
class ChartTest {
  private static final String[] EVERYTHING = {
    "redis.enabled=true",
    "replicas=3",
    "autoscaling.enabled=true",
    "serviceMonitor.enabled=true",
    "prometheusRule.enabled=true",
    "dashboards.enabled=true",
    "secretFiles[0].name=tls",
    "secretFiles[0].secret=api-tls",
    "imagePullSecrets[0].name=registry",
    "networkPolicy.clients[0].ipBlock.cidr=10.0.0.0/8",
    "podAnnotations.a=b",
    "nodeSelector.disk=ssd"
  };

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "NetworkPolicy", NetworkPolicy.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "Service", Service.class,
          "ServiceAccount", ServiceAccount.class,
          "StatefulSet", StatefulSet.class);

  private static <T> T only(List<Map<?, ?>> manifests, String kind, Class<T> type) {
    List<Map<?, ?>> found =
        manifests.stream()
            .filter(each -> each.get("kind").equals(kind))
            .filter(each -> name(each).equals("gw-cutover"))
            .toList();
    assertThat(found).as(kind).hasSize(1);
    return JSON.convertValue(found.getFirst(), type);
  }

  private static String name(Map<?, ?> manifest) {
    return (String) ((Map<?, ?>) manifest.get("metadata")).get("name");
  }

  @Test
  void theStrictLinterFindsNoFault() {
    var result = Chart.lint();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void everyManifestIsOfItsType() {
    List<Map<?, ?>> all = new ArrayList<>(Chart.render());
    all.addAll(Chart.render(EVERYTHING));

    assertThat(all).hasSizeGreaterThan(15);
    for (Map<?, ?> manifest : all) {
      if (manifest.get("apiVersion").toString().startsWith("monitoring.coreos.com/")) {
        continue; // types of the Prometheus operator: looked at below
      }
      Class<?> type = TYPES.get(manifest.get("kind"));
      assertThat(type).as("%s", manifest.get("kind")).isNotNull();
      Object typed = JSON.convertValue(manifest, type);
      JsonNode back = JSON.valueToTree(typed);
      // What no type knows is kept aside by the model, and written back: it must know everything.
      assertThat(unknown(typed, type.getSimpleName())).as("%s", manifest).isEmpty();
      assertThat(back.path("kind").asString()).isEqualTo(manifest.get("kind"));
    }
  }

  /** Walks a model's getters for what it could not place. */
  private static List<String> unknown(Object node, String path) {
    List<String> found = new ArrayList<>();
    if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        found.addAll(unknown(list.get(i), path + "[" + i + "]"));
      }
    } else if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> found.addAll(unknown(value, path + "." + key)));
    } else if (node != null && node.getClass().getName().startsWith("io.fabric8.kubernetes.api")) {
      for (var method : node.getClass().getMethods()) {
        if (method.getParameterCount() == 0 && method.getName().startsWith("get")) {
          Object value;
          try {
            value = method.invoke(node);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
          if (method.getName().equals("getAdditionalProperties")) {
            if (!((Map<?, ?>) value).isEmpty()) {
              found.add(path + " has " + ((Map<?, ?>) value).keySet());
            }
          } else {
            found.addAll(unknown(value, path + "." + method.getName().substring(3)));
          }
        }
      }
    }
    return found;
  }

  @Test
  void aKeyThatKubernetesDoesNotKnowIsFound() {
    var pod =
        JSON.convertValue(
            Map.of("spec", Map.of("template", Map.of("spec", Map.of("hostNetwrk", true)))),
            Deployment.class);

    assertThat(unknown(pod, "Deployment"))
        .containsExactly("Deployment.Spec.Template.Spec has [hostNetwrk]");
  }

  @ParameterizedTest
  @CsvSource({"5s, 30s, 40", "500ms, 2m, 126", "0s, 1h, 3605"})
  void theGracePeriodIsDelayAndDrainAndFive(String delay, String drain, long seconds) {
    var deployment =
        only(
            Chart.render("config.shutdown.delay=" + delay, "config.shutdown.drain=" + drain),
            "Deployment",
            Deployment.class);

    assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .isEqualTo(seconds);
  }

  @Test
  void aPodMayDoNextToNothing() {
    for (var manifests : List.of(Chart.render(), Chart.render(EVERYTHING))) {
      var pod = only(manifests, "Deployment", Deployment.class).getSpec().getTemplate().getSpec();
      var container = pod.getContainers().getFirst().getSecurityContext();

      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(container.getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    }
  }

  @Test
  void secretsAreOnlyReferredTo() {
    var pod =
        only(Chart.render(EVERYTHING), "Deployment", Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(pod.getContainers().getFirst().getEnv())
        .allSatisfy(env -> assertThat(env.getValueFrom().getSecretKeyRef().getName()).isNotBlank());
    assertThat(pod.getVolumes())
        .anySatisfy(
            volume -> assertThat(volume.getSecret()).extracting("secretName").isEqualTo("api-tls"));
  }

  /** What the chart puts into the pod is read by the reader that reads it there. */
  @Test
  void itsConfigurationIsOneThatTheGatewayTakes(@TempDir Path folder) throws IOException {
    var map = only(Chart.render(), "ConfigMap", ConfigMap.class);
    Path file =
        Files.writeString(folder.resolve("cutover.yaml"), map.getData().get("cutover.yaml"));

    ConfigFile.Outcome outcome = ConfigFile.load(file, _ -> "from-a-secret");

    assertThat(outcome).isInstanceOf(ConfigFile.Loaded.class);
    assertThat(((ConfigFile.Loaded) outcome).config().warnings()).isEmpty();
  }

  @Test
  void severalReplicasNeedASharedStore() {
    assertThatThrownBy(() -> Chart.render("replicas=2"))
        .hasMessageContaining("more than one replica needs redis.enabled");
    assertThatThrownBy(() -> Chart.render("config.shutdown.drain=soon"))
        .hasMessageContaining("'soon' is no duration");

    var map = only(Chart.render(EVERYTHING), "ConfigMap", ConfigMap.class);
    assertThat(map.getData().get("cutover.yaml"))
        .contains("store: redis", "url: redis://gw-cutover-redis:6379");
  }

  @Test
  void rulesAndDashboardsAreTheShippedOnes() throws IOException {
    List<Map<?, ?>> all = Chart.render(EVERYTHING);
    Map<?, ?> rules =
        all.stream().filter(each -> each.get("kind").equals("PrometheusRule")).findFirst().get();
    List<Object> groups = new ArrayList<>();
    for (String file : List.of("alerts.yml", "recording.yml")) {
      groups.addAll((List<?>) Rules.yaml(Rules.FOLDER.resolve("rules/" + file)).get("groups"));
    }
    Map<?, ?> dashboards =
        all.stream().filter(each -> name(each).equals("gw-cutover-dashboards")).findFirst().get();

    assertThat(((Map<?, ?>) rules.get("spec")).get("groups")).isEqualTo(groups);
    for (String file : Dashboards.all().keySet()) {
      assertThat((String) ((Map<?, ?>) dashboards.get("data")).get(file))
          .isEqualToNormalizingNewlines(
              Files.readString(Path.of("deploy/grafana/dashboards", file)));
    }
  }

  @Test
  void prometheusFindsTheProbesUnderTheNameThatTheRulesKnow() {
    List<Map<?, ?>> all = Chart.render(EVERYTHING);
    Map<?, ?> monitor =
        all.stream().filter(each -> each.get("kind").equals("ServiceMonitor")).findFirst().get();
    Map<?, ?> probes =
        all.stream().filter(each -> name(each).equals("gw-cutover-probes")).findFirst().get();
    Map<?, ?> spec = (Map<?, ?>) monitor.get("spec");
    Map<?, ?> wanted = (Map<?, ?>) ((Map<?, ?>) spec.get("selector")).get("matchLabels");
    Map<?, ?> labels = (Map<?, ?>) ((Map<?, ?>) probes.get("metadata")).get("labels");
    Map<?, ?> endpoint = (Map<?, ?>) ((List<?>) spec.get("endpoints")).getFirst();

    assertThat(labels.entrySet().containsAll(wanted.entrySet())).isTrue();
    assertThat(endpoint.get("port")).isEqualTo("probes");
    assertThat(endpoint.get("relabelings").toString())
        .contains("targetLabel=job", "replacement=cutover");
  }
}
