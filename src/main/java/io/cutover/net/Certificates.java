package io.cutover.net;

import io.cutover.config.GatewayConfig;
import io.cutover.config.ListenerConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.ServerTlsConfig;
import io.cutover.config.TlsIdentity;
import io.cutover.metric.CertificateMetrics;
import io.cutover.metric.CertificateMetrics.Shown;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says until when the certificates of a configuration are good. */
public final class Certificates {
  private Certificates() {}

  /**
   * Makes the series those of this configuration; a listener's is named by its first host, the
   * operators' {@code admin}.
   */
  public static void measure(GatewayConfig config, CertificateMetrics metrics) {
    List<Shown> shown = new ArrayList<>();
    for (ListenerConfig listener : config.listeners()) {
      if (listener.tls() != null) {
        for (ServerTlsConfig.Certificate each : listener.tls().certificates()) {
          String name = each.hosts().isEmpty() ? "default" : each.hosts().getFirst();
          shown.add(new Shown("listener", name, notAfter(each.identity())));
        }
      }
    }
    if (config.admin() != null && config.admin().tls() != null) {
      shown.add(new Shown("listener", "admin", notAfter(config.admin().tls())));
    }
    for (PlatformConfig platform : config.platforms().values()) {
      TlsIdentity identity = platform.tls().clientCertificate();
      if (identity != null) {
        shown.add(new Shown(platform.platform().label(), "client", notAfter(identity)));
      }
    }
    metrics.inForce(shown);
  }

  /** A chain ends with the first of its certificates that does. */
  private static Instant notAfter(TlsIdentity identity) {
    return identity.chain().stream()
        .map(X509Certificate::getNotAfter)
        .min(Comparator.naturalOrder())
        .orElseThrow()
        .toInstant();
  }
}
