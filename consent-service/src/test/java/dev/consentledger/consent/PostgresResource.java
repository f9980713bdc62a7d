package dev.consentledger.consent;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@code @QuarkusTest} a PostgreSQL of its own:
 * {@code @QuarkusTestResource(PostgresResource.class)}. The database is empty when the service
 * starts, and the service migrates it. A test's field of type {@link ConsentDatabase} is filled in,
 * for raw looks into the tables.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable ConsentDatabase database;
  private @Nullable Path keyDirectory;

  @Override
  public Map<String, String> start() {
    database = ConsentDatabase.start();
    var config = new HashMap<String, String>();
    config.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    config.put("quarkus.datasource.reactive.url", database.reactiveUrl());
    config.put("quarkus.datasource.username", ConsentDatabase.APP);
    config.put("quarkus.datasource.password", ConsentDatabase.PASSWORD);
    config.put("quarkus.flyway.username", ConsentDatabase.OWNER);
    config.put("quarkus.flyway.password", ConsentDatabase.PASSWORD);
    config.put("quarkus.flyway.placeholders.appRole", ConsentDatabase.APP);
    config.put("consentledger.key-encryption-key-file", keyFile().toString());
    return config;
  }

  /** A key-encryption key of its own for each start, readable by nobody else. */
  private Path keyFile() {
    try {
      keyDirectory = Files.createTempDirectory("consentledger-keys");
      Path file =
          Files.createFile(
              keyDirectory.resolve("key-encryption-keys"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      return Files.writeString(file, "1 " + HexFormat.of().formatHex(key) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void inject(TestInjector testInjector) {
    testInjector.injectIntoFields(database, new TestInjector.MatchesType(ConsentDatabase.class));
  }

  @Override
  public void stop() {
    if (database != null) {
      database.close();
      database = null;
    }
    if (keyDirectory != null) {
      try {
        Files.deleteIfExists(keyDirectory.resolve("key-encryption-keys"));
        Files.deleteIfExists(keyDirectory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
