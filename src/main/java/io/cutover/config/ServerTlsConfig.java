package io.cutover.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code listeners[].tls}.
 *
 * @param certificates at least one; no host twice, at most one without hosts
 * @param trustFile where {@code trust} was read from
 * @param trust who may vouch for clients; empty exactly when {@code clientAuth} is NONE
 */
public record ServerTlsConfig(
    List<Certificate> certificates,
    ClientAuth clientAuth,
    @Nullable Path trustFile,
    List<X509Certificate> trust) {
  public ServerTlsConfig {
    certificates = List.copyOf(certificates);
    trust = List.copyOf(trust);
  }

  /**
   * One of {@code certificates}.
   *
   * @param hosts the server names that it is for, in lower case, as {@code api.example.com} or
   *     {@code *.example.com}; empty: the default
   */
  public record Certificate(List<String> hosts, TlsIdentity identity) {
    public Certificate {
      hosts = List.copyOf(hosts);
    }
  }

  /** Whether clients show a certificate. */
  public enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRED
  }
}
