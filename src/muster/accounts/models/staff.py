"""A person who works with Muster. What they may do comes from roles alone; nobody stands above them."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property

from muster.accounts.roles import ROLES, Role
from muster.kit.scope import Scope
from muster.places.models import Region


class StaffQuerySet(models.QuerySet["Staff"]):
    """Staff in phrases."""

    def active(self) -> "StaffQuerySet":
        """Those who may sign in."""
        return self.filter(is_active=True)

    def for_list(self) -> "StaffQuerySet":
        """With everything a list of staff shows, in the order of their names."""
        return self.prefetch_related("grants", "regions").order_by("name", "id")


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    """Looks staff up by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """Return the staff member with this address."""
        found: Staff = self.get(email__iexact=username)
        return found


class Staff(AbstractBaseUser):
    """A person who works with Muster. There is no superuser: every power is a role's."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    every_region = models.BooleanField(default=False)
    regions = models.ManyToManyField(Region, related_name="+", blank=True)
    is_active = models.BooleanField(default=True)
    # One of the invented cast: may sign in with one click while everything is training.
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = StaffManager()

    class Meta:
        """Two spellings of one address are one address."""

        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_staff_email_any_case")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def actor(self) -> str:
        """The word the log knows this staff member by."""
        return f"staff:{self.pk}"

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The held roles, in the order in which we name them."""
        held = {grant.role for grant in self.grants.all()}
        return tuple(role for role in ROLES.values() if role.key in held)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Everything the held roles allow."""
        return frozenset[str]().union(*(role.permissions for role in self.roles))

    def may(self, permission: str) -> bool:
        """Tell whether any held role allows ``permission``."""
        return self.is_active and permission in self.permissions

    @cached_property
    def scope(self) -> Scope:
        """The regions whose people this staff member may see."""
        if self.every_region:
            return Scope.EVERYONE
        return Scope(regions=frozenset(region.code for region in self.regions.all()))


class RoleGrant(models.Model):
    """One role held by one staff member."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32)
    granted_at = models.DateTimeField(db_default=Now())
    granted_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        """A role is held or not."""

        constraints = [models.UniqueConstraint(fields=["staff", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        """Return who holds what."""
        return f"{self.staff_id}: {self.role}"
