package dev.consentledger.matching.settings;

import dev.consentledger.telemetry.SettingsFile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Refuses to start without the files that are read at each use. */
@Singleton
final class FilesAtStart {
  void check(@Observes StartupEvent event, MatchingSettings settings) {
    SettingsFile.requireReadable(
        Optional.of(settings.matchSecretFile()), MatchingSettings.MATCH_SECRET_FILE);
    SettingsFile.requireReadable(Optional.of(settings.tokenFile()), MatchingSettings.TOKEN_FILE);
  }
}
