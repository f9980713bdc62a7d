package dev.consentledger.stack.demo;

import dev.consentledger.stack.demo.FictionalNumbers.Country;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Someone who does not exist.
 *
 * @param phone absent for those who never gave a number
 */
record MadeUpAccount(
    String id,
    String firstName,
    String lastName,
    Country country,
    MadeUpContactPoint email,
    Optional<MadeUpContactPoint> phone) {

  Stream<MadeUpContactPoint> contactPoints() {
    return Stream.concat(Stream.of(email), phone.stream());
  }

  boolean hasSecurityNumber() {
    return phone.filter(MadeUpContactPoint::isForSecurityAlone).isPresent();
  }
}
