package io.cutover.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private Pem() {}

  /** Returns all certificates in the order given; empty when one of them cannot be read. */
  static List<X509Certificate> certificates(byte[] file) {
    List<X509Certificate> read = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher blocks = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
      while (blocks.find()) {
        if (blocks.group(1).equals("CERTIFICATE")) {
          byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
          read.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
      }
    } catch (CertificateException | IllegalArgumentException _) {
      return List.of();
    }
    return read;
  }

  /** Returns the one private key, in PKCS #8, or null. */
  static @Nullable PrivateKey key(byte[] file) {
    Matcher blocks = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (blocks.find()) {
      if (blocks.group(1).equals("PRIVATE KEY")) {
        try {
          byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
          return key(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException _) {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable PrivateKey key(PKCS8EncodedKeySpec spec) {
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException _) {
        // It is of another kind.
      } catch (GeneralSecurityException e) {
        throw new AssertionError(algorithm + " is a part of the JDK", e);
      }
    }
    return null;
  }

  /** Returns whether the key is that of the certificate. */
  static boolean fits(PrivateKey key, X509Certificate certificate) {
    byte[] text = {1, 2, 3};
    PublicKey shown = certificate.getPublicKey();
    String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      signer.initVerify(shown);
      signer.update(text);
      return signer.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
