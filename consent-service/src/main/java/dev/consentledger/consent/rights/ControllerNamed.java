package dev.consentledger.consent.rights;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says at the start that reports and receipts name a controller that is made up. */
@Singleton
final class ControllerNamed {
  private static final Logger LOG = Logger.getLogger(ControllerNamed.class);

  void check(@Observes StartupEvent event, ControllerSettings controller) {
    if (LaunchMode.current() == LaunchMode.NORMAL
        && controller.name().equals(ControllerSettings.MADE_UP_NAME)) {
      LOG.warnf(
          "Access reports and receipts name a made-up controller (%s): set %s and the other"
              + " settings under consentledger.controller before people get them",
          ControllerSettings.MADE_UP_NAME, ControllerSettings.NAME);
    }
  }
}
