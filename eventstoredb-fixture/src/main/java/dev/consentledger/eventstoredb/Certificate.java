package dev.consentledger.eventstoredb;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate for 127.0.0.1 that signs itself, and its key, both PEM. */
public record Certificate(Path file, Path keyFile) {
  private static final Duration VALID = Duration.ofDays(1);
  private static final X500Principal NAME = new X500Principal("CN=eventstoredb-fixture");

  public static Certificate in(Path folder) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      var certificate = new Certificate(folder.resolve("ca.crt"), folder.resolve("node.key"));
      write(certificate.file(), signed(pair));
      write(certificate.keyFile(), new JcaPKCS8Generator(pair.getPrivate(), null));
      return certificate;
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the certificate was not written to " + folder, e);
    }
  }

  private static Object signed(KeyPair pair)
      throws OperatorCreationException, GeneralSecurityException, CertIOException {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
                NAME,
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(VALID)),
                Date.from(now.plus(VALID)),
                NAME,
                pair.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static void write(Path file, Object pem) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(pem);
    }
    Files.writeString(file, text.toString());
  }
}
