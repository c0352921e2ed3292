package io.cutover.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** An issuer's hand: keys, and tokens signed with them, byte by byte as the test wants. */
final class Signer {
  static final RSAKey ONE = rsa("one");
  static final RSAKey TWO = rsa("two");
  static final ECKey EC = ec(Curve.P_256, "ec");

  private Signer() {}

  static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static ECKey ec(Curve curve, String kid) {
    try {
      return new ECKeyGenerator(curve).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RSAKey named(RSAKey key, String kid) {
    return new RSAKey.Builder(key).keyID(kid).build();
  }

  static String jwks(JWK... keys) {
    return Arrays.stream(keys)
        .map(key -> key.toPublicJWK().toJSONString())
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  static String header(String kid) {
    return "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
  }

  /** Claims of a good token, and more. */
  static String claims(String more) {
    return claims(600, more);
  }

  static String claims(long expiresIn, String more) {
    return "{\"iss\":\""
        + Desk.ISSUER
        + "\",\"aud\":\"api\",\"sub\":\"john\",\"azp\":\"app\",\"exp\":"
        + (Time.START.getEpochSecond() + expiresIn)
        + more
        + "}";
  }

  static String good(RSAKey key) {
    return signed(key, header(key.getKeyID()), claims(""));
  }

  static String signed(JWK key, String header, String claims) {
    return signedAs(key, part(header) + "." + part(claims));
  }

  /** Signs exactly these characters, with the algorithm that fits the key. */
  static String signedAs(JWK key, String input) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa
              ? new RSASSASigner(rsa.toPrivateKey(), true)
              : new ECDSASigner((ECKey) key);
      JWSAlgorithm algorithm =
          key instanceof RSAKey
              ? JWSAlgorithm.RS256
              : signer.supportedJWSAlgorithms().iterator().next();
      return input
          + "."
          + signer.sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  static String padded(String json) {
    return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
