"""Budget calls (รอบคำของบประมาณ): agencies file project briefs, a committee screens and ranks them, a resolution decides."""
