package dev.consentledger.matching;

import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Finds the provider of contexts before the first test. Mutiny asks for it at its first use, and
 * the first two threads to ask at once make it fail with "already set". Quarkus finds it at its
 * start; tests without Quarkus have nobody else to.
 */
public final class ContextsFirst implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    ContextManagerProvider.instance();
  }
}
