package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// Everything configured about IKEv2 and IPsec, by name.
///
/// @param localAuthorizationLists lists of `aaa authorization network LIST ... local`
public record IkeConfig(
        OrderedMap<String, Ikev2Proposal> proposals,
        OrderedMap<String, Ikev2Policy> policies,
        OrderedMap<String, Ikev2Keyring> keyrings,
        OrderedMap<String, Ikev2Profile> profiles,
        OrderedMap<String, AuthorizationPolicy> authorizationPolicies,
        OrderedMap<String, AddressPool> pools,
        OrderedMap<String, TransformSet> transformSets,
        OrderedMap<String, IpsecProfile> ipsecProfiles,
        List<String> localAuthorizationLists,
        Ikev2Settings settings) {
    public static final String SMART_NAME = "default";
    public static final IkeConfig DEFAULT =
            new IkeConfig(
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    List.of(),
                    Ikev2Settings.DEFAULT);

    public IkeConfig {
        localAuthorizationLists = List.copyOf(localAuthorizationLists);
    }

    public IkeConfig withProposals(OrderedMap<String, Ikev2Proposal> proposals) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withPolicies(OrderedMap<String, Ikev2Policy> policies) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withKeyrings(OrderedMap<String, Ikev2Keyring> keyrings) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withProfiles(OrderedMap<String, Ikev2Profile> profiles) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withAuthorizationPolicies(
            OrderedMap<String, AuthorizationPolicy> authorizationPolicies) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withPools(OrderedMap<String, AddressPool> pools) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withTransformSets(OrderedMap<String, TransformSet> transformSets) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withIpsecProfiles(OrderedMap<String, IpsecProfile> ipsecProfiles) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withLocalAuthorizationLists(List<String> localAuthorizationLists) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public IkeConfig withSettings(Ikev2Settings settings) {
        return new IkeConfig(
                proposals,
                policies,
                keyrings,
                profiles,
                authorizationPolicies,
                pools,
                transformSets,
                ipsecProfiles,
                localAuthorizationLists,
                settings);
    }

    public Optional<Ikev2Proposal> proposal(String name) {
        return proposals.get(name).or(() -> smart(name, Ikev2Proposal.SMART_DEFAULT));
    }

    public Optional<TransformSet> transformSet(String name) {
        return transformSets.get(name).or(() -> smart(name, TransformSet.SMART_DEFAULT));
    }

    public Optional<AuthorizationPolicy> authorizationPolicy(String name) {
        return authorizationPolicies
                .get(name)
                .or(() -> smart(name, AuthorizationPolicy.SMART_DEFAULT));
    }

    public Optional<IpsecProfile> ipsecProfile(String name) {
        return ipsecProfiles
                .get(name)
                .or(() -> smart(name, IpsecProfile.DEFAULT.withName(SMART_NAME)));
    }

    /// The proposals for an IKE SA: those of the first policy that matches, or else of the policy `default`. An explicit
    /// local address beats a policy for every address.
    public List<Ikev2Proposal> proposalsFor(Vrf fvrf, IpAddress local) {
        var matching =
                policies.values().stream().filter(policy -> policy.matches(fvrf, local)).toList();
        Ikev2Policy policy =
                matching.stream()
                        .filter(candidate -> !candidate.localAddresses().isEmpty())
                        .findFirst()
                        .or(() -> matching.stream().findFirst())
                        .orElse(Ikev2Policy.SMART_DEFAULT);
        return policy.proposals().stream()
                .flatMap(name -> proposal(name).stream())
                .filter(Ikev2Proposal::isComplete)
                .toList();
    }

    /// Whether the authorization list is the local database. A list `default` that nobody defined is.
    public boolean isLocalList(String name) {
        return name.equals(SMART_NAME) || localAuthorizationLists.contains(name);
    }

    private static <T> Optional<T> smart(String name, T value) {
        return name.equals(SMART_NAME) ? Optional.of(value) : Optional.empty();
    }
}
