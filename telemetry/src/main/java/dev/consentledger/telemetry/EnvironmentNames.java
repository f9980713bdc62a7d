package dev.consentledger.telemetry;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refuses an environment variable that is written like a setting of ours and is none: SmallRye
 * Config refuses unknown names in files, and passes over those in the environment.
 */
@Singleton
final class EnvironmentNames {
  private static final String PREFIX = "CONSENTLEDGER_";

  /** Before anything of the service's own starts. A native image can't look into mappings. */
  void check(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
      BeanManager beans) {
    if (!ImageMode.current().isNativeImage()) {
      requireKnown(System.getenv().keySet(), settings(beans));
    }
  }

  static void requireKnown(Collection<String> environment, Collection<String> settings) {
    List<String> unknown = unknown(environment, settings);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", unknown)
              + ": there is no such setting; docs/settings.md lists them all");
    }
  }

  /**
   * @param settings their names, with {@code *} for a key and {@code [*]} for an index
   */
  static List<String> unknown(Collection<String> environment, Collection<String> settings) {
    Pattern known =
        Pattern.compile(
            settings.stream().map(EnvironmentNames::pattern).collect(Collectors.joining("|")));
    return environment.stream()
        .filter(name -> name.startsWith(PREFIX) && !known.matcher(name).matches())
        .sorted()
        .toList();
  }

  /** Each character that is neither letter nor digit is an underscore in the environment. */
  private static String pattern(String setting) {
    return setting
        .toUpperCase(Locale.ROOT)
        .replace("[*]", "\0")
        .replaceAll("\"?\\*\"?", "\1")
        .replaceAll("[^A-Z0-9\0\1]", "_")
        .replace("\0", "(_[0-9]+_)?")
        .replace("\1", ".+");
  }

  /** Of every mapping that this service reads. */
  private static Set<String> settings(BeanManager beans) {
    return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .flatMap(bean -> bean.getTypes().stream())
        .filter(type ->
            type instanceof Class<?> mapping && mapping.isAnnotationPresent(ConfigMapping.class))
        .map(type -> ConfigClass.configClass((Class<?>) type))
        .flatMap(mapping -> ConfigMappings.getProperties(mapping).keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
