package dev.consentledger.stack.containers;

import static dev.consentledger.stack.containers.DockerFolder.at;
import static dev.consentledger.stack.containers.DockerFolder.list;
import static dev.consentledger.stack.containers.DockerFolder.map;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The objects that a kustomization names, its own and those of the kustomizations it builds on. */
record Manifests(
    List<Map<String, Object>> objects,
    Set<String> configMaps,
    Set<String> files,
    List<String> images) {

  static Manifests of(String kustomization) {
    var manifests =
        new Manifests(new ArrayList<>(), new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
    manifests.add(Path.of("kubernetes", kustomization));
    return manifests;
  }

  private void add(Path folder) {
    Map<String, Object> kustomization =
        DockerFolder.documents(folder.resolve("kustomization.yaml").toString()).getFirst();
    for (Object resource : list(kustomization.get("resources"))) {
      Path path = folder.resolve(resource.toString()).normalize();
      if (resource.toString().endsWith(".yaml")) {
        objects.addAll(DockerFolder.documents(path.toString()));
      } else {
        add(path);
      }
    }
    for (Object generator : list(kustomization.get("configMapGenerator"))) {
      configMaps.add(map(generator).get("name").toString());
      list(map(generator).get("envs"))
          .forEach(file -> files.add(folder.resolve(file.toString()).toString()));
      list(map(generator).get("files"))
          .forEach(file -> files.add(folder.resolve(file.toString()).toString()));
    }
    list(kustomization.get("images"))
        .forEach(image -> images.add(map(image).get("name").toString()));
  }

  List<Map<String, Object>> all(String kind, String... more) {
    Set<String> kinds = new TreeSet<>(List.of(more));
    kinds.add(kind);
    return objects.stream()
        .filter(object -> kinds.contains(String.valueOf(object.get("kind"))))
        .toList();
  }

  static String name(Map<String, Object> object) {
    return String.valueOf(at(object, "metadata").get("name"));
  }

  static Map<String, Object> pod(Map<String, Object> workload) {
    return at(workload, "spec", "template", "spec");
  }

  static Map<String, Object> labels(Map<String, Object> workload) {
    return at(workload, "spec", "template", "metadata", "labels");
  }

  static List<Map<String, Object>> containers(Map<String, Object> workload, String which) {
    return list(pod(workload).get(which)).stream().map(DockerFolder::map).toList();
  }
}
