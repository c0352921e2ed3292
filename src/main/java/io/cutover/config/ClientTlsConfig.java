package io.cutover.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code platforms.*.tls}. The platform's name is verified in any case.
 *
 * @param trustFile where {@code trust} was read from; null: the system's
 * @param trust who may vouch for the platform; empty: whom the system trusts
 * @param clientCertificate what the gateway shows; null: nothing
 */
public record ClientTlsConfig(
    @Nullable Path trustFile,
    List<X509Certificate> trust,
    @Nullable TlsIdentity clientCertificate) {
  /** The system's trust, and nothing shown. */
  public static final ClientTlsConfig SYSTEM = new ClientTlsConfig(null, List.of(), null);

  public ClientTlsConfig {
    trust = List.copyOf(trust);
  }
}
