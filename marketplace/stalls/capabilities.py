"""Who may do what at a stall's desk: the one matrix that every page of the desk asks.

A packer needs orders and stock and sees no money; a manager runs the stall; who works there, what the
department verified and whether the stall goes on are the owner's alone.
"""

from types import MappingProxyType
from typing import Final

from marketplace.stalls.enums import Capability, MemberRole

_PACKER: Final = frozenset({Capability.SEE_DESK, Capability.PACK_ORDERS, Capability.SET_STOCK})
_OWNERS_ALONE: Final = frozenset({Capability.EDIT_FACTS, Capability.MANAGE_MEMBERS, Capability.CLOSE_STALL})

MAY: Final = MappingProxyType(
    {
        MemberRole.OWNER: frozenset(Capability),
        MemberRole.MANAGER: frozenset(Capability) - _OWNERS_ALONE,
        MemberRole.PACKER: _PACKER,
    }
)
