package io.cutover.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key that verifies signatures. Two are equal when they are the same key for the same use.
 * Any thread.
 */
final class VerificationKey {
  private static final int LEAST_RSA_BITS = 2048; // RFC 7518 §3.3
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

  private final @Nullable String id;
  private final @Nullable Algorithm algorithm;
  private final String thumbprint;
  private final JWSVerifier verifier;

  private VerificationKey(JWK jwk, JWSVerifier verifier) throws JOSEException {
    this.id = jwk.getKeyID();
    this.algorithm = jwk.getAlgorithm();
    this.thumbprint = jwk.computeThumbprint().toString();
    this.verifier = verifier;
  }

  /** Reads a JWK (RFC 7517 §4); null: it is none that may verify signatures here. */
  static @Nullable VerificationKey of(Map<String, Object> json) {
    try {
      JWK jwk = JWK.parse(json);
      if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())
          || jwk.getKeyOperations() != null
              && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
        return null;
      }
      return switch (jwk) {
        case RSAKey rsa when isStrong(rsa) ->
            new VerificationKey(rsa, new RSASSAVerifier(rsa.toRSAPublicKey()));
        case ECKey ec when CURVES.contains(ec.getCurve()) ->
            new VerificationKey(ec, new ECDSAVerifier(ec.toECPublicKey()));
        default -> null;
      };
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      return null; // one bad key does not spoil its neighbours
    }
  }

  // With an exponent of 1 everybody can sign.
  private static boolean isStrong(RSAKey key) {
    BigInteger modulus = key.getModulus().decodeToBigInteger();
    BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
    return modulus.bitLength() >= LEAST_RSA_BITS
        && exponent.testBit(0)
        && exponent.bitLength() >= 2;
  }

  /** Returns whether it may verify tokens of that algorithm that name that key. */
  boolean suits(String named, @Nullable String keyId) {
    var asked = new JWSAlgorithm(named);
    return (keyId == null || id == null || keyId.equals(id))
        && (algorithm == null || algorithm.equals(asked))
        && verifier.supportedJWSAlgorithms().contains(asked);
  }

  /** Returns whether it was this key that signed. */
  boolean verifies(SignedToken token) {
    try {
      return verifier.verify(
          new JWSHeader(new JWSAlgorithm(token.algorithm())),
          token.signed(),
          Base64URL.encode(token.signature()));
    } catch (JOSEException e) {
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerificationKey key
        && thumbprint.equals(key.thumbprint)
        && Objects.equals(id, key.id)
        && Objects.equals(algorithm, key.algorithm);
  }

  @Override
  public int hashCode() {
    return thumbprint.hashCode();
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
