package dev.consentledger.stack.containers;

import static dev.consentledger.stack.containers.DockerFolder.at;
import static dev.consentledger.stack.containers.DockerFolder.list;
import static dev.consentledger.stack.containers.DockerFolder.map;

import java.util.List;
import java.util.Map;

/**
 * What NetworkPolicies let through between pods of one namespace, as the Kubernetes API defines it:
 * a pod that no policy selects is open, policies add up, and both ends must agree. Peers in other
 * namespaces never match.
 */
record NetworkRules(List<Map<String, Object>> policies) {

  boolean permits(Map<String, Object> from, Map<String, Object> to, int port) {
    return permitsAtOneEnd("Egress", from, to, port) && permitsAtOneEnd("Ingress", to, from, port);
  }

  private boolean permitsAtOneEnd(
      String direction, Map<String, Object> pod, Map<String, Object> peer, int port) {
    List<Map<String, Object>> selecting =
        policies.stream()
            .map(policy -> at(policy, "spec"))
            .filter(spec -> list(spec.get("policyTypes")).contains(direction))
            .filter(spec -> matches(map(spec.get("podSelector")), pod))
            .toList();
    boolean egress = direction.equals("Egress");
    return selecting.isEmpty()
        || selecting.stream()
            .flatMap(spec -> list(spec.get(egress ? "egress" : "ingress")).stream())
            .map(DockerFolder::map)
            .anyMatch(rule ->
                peers(list(rule.get(egress ? "to" : "from")), peer)
                    && ports(list(rule.get("ports")), port));
  }

  private static boolean peers(List<Object> peers, Map<String, Object> peer) {
    return peers.isEmpty()
        || peers.stream()
            .map(DockerFolder::map)
            .anyMatch(one ->
                one.containsKey("podSelector")
                    && !one.containsKey("namespaceSelector")
                    && matches(map(one.get("podSelector")), peer));
  }

  private static boolean ports(List<Object> ports, int port) {
    return ports.isEmpty()
        || ports.stream().map(DockerFolder::map).anyMatch(one -> one.get("port").equals(port));
  }

  private static boolean matches(Map<String, Object> selector, Map<String, Object> labels) {
    return labels.entrySet().containsAll(map(selector.get("matchLabels")).entrySet())
        && list(selector.get("matchExpressions")).stream()
            .map(DockerFolder::map)
            .allMatch(expression -> {
              if (!"In".equals(expression.get("operator"))) {
                throw new IllegalArgumentException("not known here: " + expression);
              }
              return list(expression.get("values"))
                  .contains(labels.get(expression.get("key").toString()));
            });
  }
}
