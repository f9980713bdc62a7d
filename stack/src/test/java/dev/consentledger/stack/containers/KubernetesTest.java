package dev.consentledger.stack.containers;

import static dev.consentledger.stack.containers.DockerFolder.at;
import static dev.consentledger.stack.containers.DockerFolder.list;
import static dev.consentledger.stack.containers.DockerFolder.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KubernetesTest {
  private static final Set<String> SERVICES =
      Set.of("gateway", "consent-service", "matching-service");

  private final Manifests example = Manifests.of("example");
  private final List<Map<String, Object>> deployments = example.all("Deployment");
  private final List<Map<String, Object>> workloads = example.all("Deployment", "StatefulSet");

  @Test
  void each_service_is_deployed_and_its_stores_are_in_the_example() {
    assertThat(deployments.stream().map(Manifests::name))
        .containsExactlyInAnyOrderElementsOf(SERVICES);
    assertThat(workloads.stream().map(Manifests::name))
        .contains("eventstoredb", "kafka", "consent-postgresql", "matching-postgresql");
  }

  @Test
  void a_service_outlives_the_loss_of_one_pod() {
    for (Map<String, Object> deployment : deployments) {
      String name = Manifests.name(deployment);
      assertThat(at(deployment, "spec").get("replicas")).as(name).isEqualTo(2);
      assertThat(at(deployment, "spec", "strategy", "rollingUpdate").get("maxUnavailable"))
          .isEqualTo(0);
      assertThat(list(Manifests.pod(deployment).get("topologySpreadConstraints")))
          .as(name)
          .isNotEmpty();
      assertThat(Manifests.pod(deployment)).as(name).containsKey("terminationGracePeriodSeconds");
      assertThat(example.all("PodDisruptionBudget"))
          .as(name)
          .anyMatch(budget ->
              selects(at(budget, "spec", "selector"), deployment)
                  && at(budget, "spec").get("minAvailable").equals(1));
    }
  }

  @Test
  void a_service_is_probed_while_it_starts_lives_and_serves() {
    for (Map<String, Object> deployment : deployments) {
      Map<String, Object> container = Manifests.containers(deployment, "containers").getFirst();
      Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready")
          .forEach((probe, path) ->
              assertThat(at(container, probe, "httpGet").get("path"))
                  .as(Manifests.name(deployment) + " " + probe)
                  .isEqualTo("/q/health/" + path));
    }
  }

  @Test
  void every_container_is_closed_and_has_its_limits() {
    for (Map<String, Object> workload : workloads) {
      String name = Manifests.name(workload);
      assertThat(at(workload, "spec", "template", "spec", "securityContext"))
          .as(name)
          .containsEntry("runAsNonRoot", true)
          .containsKeys("runAsUser", "seccompProfile");
      assertThat(Manifests.pod(workload))
          .as(name)
          .containsEntry("automountServiceAccountToken", false);
      for (Map<String, Object> container : allContainers(workload)) {
        assertThat(map(container.get("securityContext")))
            .as(name)
            .containsEntry("allowPrivilegeEscalation", false)
            .containsEntry("readOnlyRootFilesystem", true)
            .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(at(container, "resources", "limits")).as(name).containsKey("memory");
        assertThat(at(container, "resources", "requests")).as(name).containsKeys("cpu", "memory");
      }
    }
  }

  @Test
  void every_reference_resolves() {
    for (Map<String, Object> workload : workloads) {
      String name = Manifests.name(workload);
      Set<String> volumes = new TreeSet<>();
      for (Object volume : list(Manifests.pod(workload).get("volumes"))) {
        volumes.add(map(volume).get("name").toString());
        resolves(map(volume));
      }
      for (Object claim : list(at(workload, "spec").get("volumeClaimTemplates"))) {
        volumes.add(Manifests.name(map(claim)));
      }
      for (Map<String, Object> container : allContainers(workload)) {
        list(container.get("volumeMounts"))
            .forEach(
                mount -> assertThat(volumes).as(name).contains(map(mount).get("name").toString()));
        list(container.get("envFrom"))
            .forEach(from ->
                assertThat(example.configMaps())
                    .contains(at(map(from), "configMapRef").get("name").toString()));
      }
      Object account = Manifests.pod(workload).get("serviceAccountName");
      if (account != null) {
        assertThat(example.all("ServiceAccount").stream().map(Manifests::name))
            .contains(account.toString());
      }
      assertThat(example.all("Service"))
          .as(name)
          .anyMatch(
              service -> selects(Map.of("matchLabels", at(service, "spec", "selector")), workload));
    }
    assertThat(example.files()).allMatch(file -> Files.isRegularFile(DockerFolder.path(file)));
  }

  @Test
  void no_secret_is_in_the_manifests() {
    assertThat(example.all("Secret")).isEmpty();
    for (String file : example.files()) {
      assertThat(DockerFolder.text(file))
          .as(file)
          .doesNotContainPattern("(?im)^[A-Z_]*(PASSWORD|SECRET)=\\S");
    }
  }

  /** Every pair of pods and every port of either, so that whatever is open is written here. */
  @Test
  void only_consent_service_reaches_the_ledger_and_only_matching_service_its_database() {
    var rules = new NetworkRules(example.all("NetworkPolicy"));
    Map<String, Set<String>> callers = new TreeMap<>();
    for (Map<String, Object> to : workloads) {
      Set<String> from = new TreeSet<>();
      for (Map<String, Object> one : workloads) {
        if (!Manifests.name(one).equals(Manifests.name(to))
            && rules.permits(Manifests.labels(one), Manifests.labels(to), port(to))) {
          from.add(Manifests.name(one));
        }
      }
      callers.put(Manifests.name(to), from);
    }
    assertThat(callers)
        .isEqualTo(
            Map.of(
                "eventstoredb", Set.of("consent-service"),
                "consent-postgresql", Set.of("consent-service"),
                "matching-postgresql", Set.of("matching-service"),
                "kafka", Set.of("consent-service", "matching-service"),
                "consent-service", Set.of("gateway", "matching-service"),
                "matching-service", Set.of("gateway", "consent-service"),
                "gateway", Set.of()));
  }

  @Test
  void a_pod_that_nobody_thought_of_reaches_nothing() {
    var rules = new NetworkRules(example.all("NetworkPolicy"));
    Map<String, Object> stranger = Map.of("app.kubernetes.io/name", "stranger");
    for (Map<String, Object> workload : workloads) {
      Map<String, Object> labels = Manifests.labels(workload);
      assertThat(rules.permits(stranger, labels, port(workload))).isFalse();
      assertThat(rules.permits(labels, stranger, 8080)).isFalse();
    }
  }

  private void resolves(Map<String, Object> volume) {
    if (volume.containsKey("configMap")) {
      assertThat(example.configMaps()).contains(at(volume, "configMap").get("name").toString());
    }
    if (volume.containsKey("secret")) { // whoever brings it up makes it, as the README says
      String name = at(volume, "secret").get("secretName").toString();
      assertThat(DockerFolder.text("kubernetes/README.md").replace("$name", name.split("-", 2)[0]))
          .contains("create secret generic " + name + " ");
    }
  }

  private static List<Map<String, Object>> allContainers(Map<String, Object> workload) {
    List<Map<String, Object>> all =
        new ArrayList<>(Manifests.containers(workload, "initContainers"));
    all.addAll(Manifests.containers(workload, "containers"));
    return all;
  }

  private static int port(Map<String, Object> workload) {
    return Manifests.containers(workload, "containers").stream()
        .flatMap(container -> list(container.get("ports")).stream())
        .flatMap(port -> Stream.of((Integer) map(port).get("containerPort")))
        .findFirst()
        .orElseThrow();
  }

  private static boolean selects(Map<String, Object> selector, Map<String, Object> workload) {
    return Manifests.labels(workload)
        .entrySet()
        .containsAll(map(selector.get("matchLabels")).entrySet());
  }
}
