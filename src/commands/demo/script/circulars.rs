//! 通报 of the demonstration: that of June signed before 10 July, that of the second quarter after its check is closed. The first
//! department each names explains; the others let their time pass.

use super::CircularStep::{Explain, Sign, Submit, Write};
use super::Event::{self, Circular};

pub(super) const CIRCULARS: &[((u32, u32), &[Event])] = &[
    ((7, 2), &[Circular("2019-06", Write((7, 4)))]),
    (
        (7, 3),
        &[Circular(
            "2019-06",
            Explain("因材料须先经部门集体研究，月报晚报；已指定专人按月收集，今后按时报送"),
        )],
    ),
    ((7, 5), &[Circular("2019-06", Submit)]),
    ((7, 8), &[Circular("2019-06", Sign)]),
    ((7, 11), &[Circular("2019-Q2", Write((7, 16)))]),
    ((7, 15), &[Circular("2019-Q2", Explain("情况属实，已排出剩余工作的日程，按问题清单限期整改"))]),
    ((7, 17), &[Circular("2019-Q2", Submit)]),
    ((7, 18), &[Circular("2019-Q2", Sign)]),
];
