package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import java.util.Optional;

/** A contact point from its registration to its removal. */
public record ContactPointLife(
    Placed<ContactPointRegistered> registration, Optional<Placed<SubjectEvent>> removal) {}
