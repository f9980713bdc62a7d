package dev.consentledger.stack.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The repository's folder docker/, and its YAML as maps and lists, with anchors and merges done.
 */
final class DockerFolder {
  private DockerFolder() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("run"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static Path path(String name) {
    return root().resolve("docker").resolve(name);
  }

  static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each document of a file. */
  static List<Map<String, Object>> documents(String name) {
    List<Map<String, Object>> documents = new ArrayList<>();
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    yaml.loadAll(text(name)).forEach(document -> documents.add(map(document)));
    return documents;
  }

  @SuppressWarnings("unchecked") // YAML's maps have text as keys here, or a test fails
  static Map<String, Object> map(Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked") // YAML's lists
  static List<Object> list(Object node) {
    return node == null ? List.of() : (List<Object>) node;
  }

  /** The map at a path of keys; empty where there is none. */
  static Map<String, Object> at(Map<String, Object> from, String... keys) {
    Map<String, Object> at = from;
    for (String key : keys) {
      at = map(at.get(key));
    }
    return at;
  }
}
