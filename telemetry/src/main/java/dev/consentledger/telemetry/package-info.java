/**
 * What the three services show an operator alike: where metrics and health are served, how requests
 * and traces are followed, how refusals are counted. Its defaults are in {@code
 * META-INF/microprofile-config.properties}. Nothing that leaves it names a person: spans are made
 * by hand, under a route's template, with the attributes of {@link
 * dev.consentledger.telemetry.Attributes} and no others.
 */
@NullMarked
package dev.consentledger.telemetry;

import org.jspecify.annotations.NullMarked;
