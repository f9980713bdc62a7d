package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.List;

/** RFC 9162 section 2.1 word for word: slow, plain, and with nothing in common with our code. */
final class ReferenceTree {
  private final TreeHasher hasher = new TreeHasher();

  Hash mth(List<Hash> d) {
    if (d.isEmpty()) {
      return hasher.emptyRoot();
    }
    if (d.size() == 1) {
      return d.getFirst();
    }
    int k = k(d.size());
    return hasher.node(mth(d.subList(0, k)), mth(d.subList(k, d.size())));
  }

  List<Hash> path(int m, List<Hash> d) {
    if (d.size() == 1) {
      return List.of();
    }
    int k = k(d.size());
    return m < k
        ? then(path(m, d.subList(0, k)), mth(d.subList(k, d.size())))
        : then(path(m - k, d.subList(k, d.size())), mth(d.subList(0, k)));
  }

  List<Hash> proof(int m, List<Hash> d) {
    return subproof(m, d, true);
  }

  private List<Hash> subproof(int m, List<Hash> d, boolean b) {
    if (m == d.size()) {
      return b ? List.of() : List.of(mth(d));
    }
    int k = k(d.size());
    return m <= k
        ? then(subproof(m, d.subList(0, k), b), mth(d.subList(k, d.size())))
        : then(subproof(m - k, d.subList(k, d.size()), false), mth(d.subList(0, k)));
  }

  private static int k(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> then(List<Hash> hashes, Hash last) {
    var all = new ArrayList<>(hashes);
    all.add(last);
    return all;
  }
}
