/** Who is calling: checks the bearer token and says which groups it stands for. */
@NullMarked
package dev.consentledger.gateway.identity;

import org.jspecify.annotations.NullMarked;
