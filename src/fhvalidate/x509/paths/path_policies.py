"""Certificate policies along a path (RFC 5280, 6.1, as RFC 9618 updates it).

The valid_policy_graph of RFC 9618 stands for RFC 5280's tree, which a hostile path makes grow as a
power of its length: a policy has one node at each depth, with all its parents.
"""

from dataclasses import dataclass, field

from fhvalidate.x509.paths.extensions import ANY_POLICY, PathFacts
from fhvalidate.x509.paths.path_inputs import PathInputs

MAX_NODES = 10_000  # of one graph, all its depths together; real ones have ten


@dataclass(slots=True)
class _Node:
    """A policy at some depth: what the next certificate may call it, and what it follows from."""

    expected: set[str]
    parents: set[str]


@dataclass(slots=True)
class PolicyState:
    """The state variables on policies (6.1.2, a, d, e and f); depth 0 stands for the anchor.

    Attributes:
        length: how many certificates the path has below its anchor (n).
        inputs: the policy inputs.
        graph: None when it is NULL: no policy holds any more.
    """

    length: int
    inputs: PathInputs
    graph: list[dict[str, _Node]] | None = field(init=False)
    explicit_policy: int = field(init=False)
    policy_mapping: int = field(init=False)
    inhibit_any_policy: int = field(init=False)

    def __post_init__(self) -> None:
        skipped = self.length + 1
        self.graph = [{ANY_POLICY: _Node({ANY_POLICY}, set())}]
        self.explicit_policy = 0 if self.inputs.explicit_policy else skipped
        self.policy_mapping = 0 if self.inputs.inhibit_policy_mapping else skipped
        self.inhibit_any_policy = 0 if self.inputs.inhibit_any_policy else skipped

    def process(self, facts: PathFacts, *, is_last: bool, is_self_issued: bool) -> bool:
        """RFC 5280, 6.1.3, d to f: the policies of a certificate; False when the path fails."""
        if facts.policies is None:  # e)
            self.graph = None
        elif self.graph is not None:  # d)
            self._grow(facts.policies, any_allowed=self._allows_any(is_last, is_self_issued))
        return self.explicit_policy > 0 or self.graph is not None  # f)

    def prepare(self, facts: PathFacts, *, is_self_issued: bool) -> bool:
        """RFC 5280, 6.1.4, a, b, h, i, j: preparation; False: a mapping from or to any policy."""
        if any(ANY_POLICY in mapping for mapping in facts.mappings):  # a)
            return False
        if self.graph is not None:
            self._map(facts.mappings)  # b)
        if not is_self_issued:  # h)
            self._count_down()
        # i), j)
        self.explicit_policy = _least(self.explicit_policy, facts.require_explicit_policy)
        self.policy_mapping = _least(self.policy_mapping, facts.inhibit_policy_mapping)
        self.inhibit_any_policy = _least(self.inhibit_any_policy, facts.inhibit_any_policy)
        return True

    def conclude(self, facts: PathFacts) -> bool:
        """RFC 5280, 6.1.5, a, b and g: whether the policies hold for the whole path."""
        self.explicit_policy = max(self.explicit_policy - 1, 0)  # a)
        if facts.require_explicit_policy == 0:  # b)
            self.explicit_policy = 0
        return self.explicit_policy > 0 or self._holds_acceptable()  # g)

    def _allows_any(self, is_last: bool, is_self_issued: bool) -> bool:  # noqa: FBT001
        return self.inhibit_any_policy > 0 or (not is_last and is_self_issued)

    def _grow(self, policies: frozenset[str], *, any_allowed: bool) -> None:
        graph = self.graph or []
        above = graph[-1]
        expecting: dict[str, set[str]] = {}
        for name, node in above.items():
            for policy in node.expected:
                expecting.setdefault(policy, set()).add(name)
        level: dict[str, _Node] = {}
        for policy in policies - {ANY_POLICY}:  # d) 1)
            parents = expecting.get(policy) or ({ANY_POLICY} if ANY_POLICY in above else set())
            if parents:
                level[policy] = _Node({policy}, set(parents))
        if ANY_POLICY in policies and any_allowed:  # d) 2)
            for policy, parents in expecting.items():
                if policy not in level:
                    level[policy] = _Node({policy}, set(parents))
        graph.append(level)
        self.graph = _pruned(graph)  # d) 3)

    def _map(self, mappings: tuple[tuple[str, str], ...]) -> None:
        graph = self.graph or []
        level = graph[-1]
        wanted: dict[str, set[str]] = {}
        for issuers, subjects in mappings:
            wanted.setdefault(issuers, set()).add(subjects)
        for policy, others in wanted.items():
            if self.policy_mapping > 0:  # b) 1)
                if policy in level:
                    level[policy].expected = others
                elif ANY_POLICY in level:
                    level[policy] = _Node(others, {ANY_POLICY})
            else:  # b) 2)
                level.pop(policy, None)
        self.graph = _pruned(graph)

    def _count_down(self) -> None:
        self.explicit_policy = max(self.explicit_policy - 1, 0)
        self.policy_mapping = max(self.policy_mapping - 1, 0)
        self.inhibit_any_policy = max(self.inhibit_any_policy - 1, 0)

    def _holds_acceptable(self) -> bool:
        """Whether a policy that holds is among the initial ones (g).

        Those that hold are the authority-constrained ones: what the policies of the first
        certificates that name any are called by the anchor's side. Each node reaches the last
        depth, for what did not was taken out.
        """
        if self.graph is None:
            return False
        wanted = self.inputs.initial_policies
        if wanted is None or ANY_POLICY in wanted or ANY_POLICY in self.graph[-1]:
            return True
        return any(
            policy in wanted and ANY_POLICY in node.parents
            for level in self.graph
            for policy, node in level.items()
        )


def _pruned(graph: list[dict[str, _Node]]) -> list[dict[str, _Node]] | None:
    """The graph without what has no children above its last depth; None when nothing is left."""
    for depth in range(len(graph) - 1, 0, -1):
        followed: set[str] = set().union(*(node.parents for node in graph[depth].values()))
        graph[depth - 1] = {p: node for p, node in graph[depth - 1].items() if p in followed}
    alive = bool(graph[-1]) and sum(map(len, graph)) <= MAX_NODES
    return graph if alive else None


def _least(state: int, stated: int | None) -> int:
    return state if stated is None else min(state, stated)
