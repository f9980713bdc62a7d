/**
 * What docker/ promises, read from its files: no container is started here (docker/demo does that).
 */
package dev.consentledger.stack.containers;
