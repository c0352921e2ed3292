package io.cutover.config;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who one is in TLS: a certificate, and the key that proves it. Equal if what the files hold is
 * equal, so that a file that was replaced is a change of the configuration.
 *
 * @param chainFile where the chain was read from
 * @param keyFile where the key was read from
 * @param chain the certificate, then those that vouch for it
 * @param key fits the certificate; never shown
 */
public record TlsIdentity(
    Path chainFile, Path keyFile, List<X509Certificate> chain, PrivateKey key) {
  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + chainFile + ", " + keyFile + "]";
  }
}
